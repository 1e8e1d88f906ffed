import { asRecord, asRecords, asText, type Json } from '../json.ts';
import { Tappable } from '../tap.tsx';
import { t } from '../texts.ts';
import { BoxPart, Component } from './component.tsx';
import { bubbleWidth, color } from './measure.ts';
import type { Css } from './style.ts';

const BLOCKS = ['header', 'hero', 'body', 'footer'] as const;

function Block({ name, block, style }: { readonly name: string; readonly block: Json; readonly style: Json }) {
  const background = color(style['backgroundColor']);
  const line = color(style['separatorColor']);
  const css: Css = background ? { backgroundColor: background } : {};
  return (
    <>
      {style['separator'] === true && (
        <span class="flex-block-separator" style={line ? { backgroundColor: line } : {}} role="presentation" />
      )}
      <div class={`flex-block flex-${name}`} style={css}>
        {block['type'] === 'box' ? (
          <BoxPart component={block} style={{}} depth={0} />
        ) : (
          <Component component={block} style={{}} depth={0} />
        )}
      </div>
    </>
  );
}

function Bubble({ bubble }: { readonly bubble: Json }) {
  const styles = asRecord(bubble['styles']);
  return (
    <div
      class="flex-bubble-frame"
      style={{ width: bubbleWidth(bubble['size']) }}
      dir={bubble['direction'] === 'rtl' ? 'rtl' : 'ltr'}
    >
      <Tappable action={bubble['action']} class="flex-bubble">
        {BLOCKS.map((name) => {
          const block = asRecord(bubble[name]);
          return block && <Block key={name} name={name} block={block} style={asRecord(styles?.[name]) ?? {}} />;
        })}
      </Tappable>
    </div>
  );
}

/** A Flex message: one bubble, or several side by side. */
export function FlexMessage({ content }: { readonly content: Json }) {
  const container = asRecord(content['contents']) ?? {};
  const alt = asText(content['altText']) ?? t.card;
  if (container['type'] !== 'carousel') {
    return (
      <div class="flex-message" role="group" aria-label={alt}>
        <Bubble bubble={container} />
      </div>
    );
  }
  return (
    <div class="flex-message flex-carousel" role="group" aria-label={`${alt} (${t.carousel})`} tabIndex={0}>
      {asRecords(container['contents']).map((bubble, index) => (
        <Bubble key={index} bubble={bubble} />
      ))}
    </div>
  );
}
