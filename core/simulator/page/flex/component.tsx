import { asRecord, asRecords, asText, type Json } from '../json.ts';
import { Picture } from '../picture.tsx';
import { Tappable } from '../tap.tsx';
import { t } from '../texts.ts';
import { color } from './measure.ts';
import {
  acrossOf,
  alongOf,
  boxStyle,
  buttonStyle,
  iconStyle,
  imageStyle,
  itemStyle,
  layoutOf,
  textStyle,
  wordsStyle,
  type Css,
} from './style.ts';

// LINE takes ten levels at most; deeper ones are not drawn, so that no message can hang the page.
const DEEPEST = 12;

interface ComponentProps {
  readonly component: Json;
  /** How it stands in its parent. */
  readonly style: Css;
  readonly depth: number;
}

function TextPart({ component, style }: ComponentProps) {
  const spans = asRecords(component['contents']);
  const justified = acrossOf(component);
  return (
    <Tappable
      action={component['action']}
      class="flex-text"
      style={justified ? { ...style, justifyContent: justified } : style}
    >
      <p dir="auto" style={textStyle(component)}>
        {spans.length > 0
          ? spans.map((span, index) => (
              <span key={index} style={wordsStyle(span)}>
                {asText(span['text']) ?? ''}
              </span>
            ))
          : (asText(component['text']) ?? '')}
      </p>
    </Tappable>
  );
}

function ButtonPart({ component, style }: ComponentProps) {
  const kind = component['style'] === 'primary' || component['style'] === 'secondary' ? component['style'] : 'link';
  const size = component['height'] === 'sm' ? 'sm' : 'md';
  const justified = acrossOf(component);
  return (
    <div class="flex-button-line" style={justified ? { ...style, justifyContent: justified } : style}>
      <Tappable
        as="button"
        action={component['action']}
        class={`flex-button flex-button-${kind} flex-button-${size}`}
        style={buttonStyle(component)}
      >
        {asText(asRecord(component['action'])?.['label']) ?? ''}
      </Tappable>
    </div>
  );
}

function ImagePart({ component, style }: ComponentProps) {
  const line: Css = { ...style };
  const align = alongOf(component);
  const gravity = acrossOf(component);
  if (align) line['alignItems'] = align;
  if (gravity) line['justifyContent'] = gravity;
  return (
    <Tappable action={component['action']} class="flex-image-line" style={line}>
      <span class="flex-image" style={imageStyle(component)}>
        <Picture url={component['url']} alt={t.photo} class={component['aspectMode'] === 'cover' ? 'cover' : 'fit'} />
      </span>
    </Tappable>
  );
}

function VideoPart({ component, style }: ComponentProps) {
  return (
    <Tappable action={{ type: 'uri', uri: component['url'] }} class="flex-image-line" style={style}>
      <span class="flex-image flex-video" style={imageStyle({ ...component, size: 'full' })}>
        <Picture url={component['previewUrl']} alt={t.video} class="cover" />
      </span>
    </Tappable>
  );
}

function IconPart({ component, style }: ComponentProps) {
  return (
    <span class="flex-icon" style={{ ...style, ...iconStyle(component) }}>
      <Picture url={component['url']} alt="" class="fit" />
    </span>
  );
}

export function BoxPart({ component, style, depth }: ComponentProps) {
  if (depth > DEEPEST) return null;
  return (
    <Tappable
      action={component['action']}
      class={`flex-box flex-${layoutOf(component)}`}
      style={{ ...style, ...boxStyle(component) }}
    >
      {asRecords(component['contents']).map((child, index) => (
        <Component key={index} component={child} style={itemStyle(child, component, index)} depth={depth + 1} />
      ))}
    </Tappable>
  );
}

/** One component of a Flex message. LINE refuses types that it does not know; here they are left out. */
export function Component(props: ComponentProps) {
  switch (props.component['type']) {
    case 'box':
      return <BoxPart {...props} />;
    case 'text':
      return <TextPart {...props} />;
    case 'button':
      return <ButtonPart {...props} />;
    case 'image':
      return <ImagePart {...props} />;
    case 'video':
      return <VideoPart {...props} />;
    case 'icon':
      return <IconPart {...props} />;
    case 'separator': {
      const line = color(props.component['color']);
      return (
        <span
          class="flex-separator"
          style={line ? { ...props.style, backgroundColor: line } : props.style}
          role="presentation"
        />
      );
    }
    case 'filler':
    case 'spacer':
      return <span class="flex-filler" style={{ ...props.style, flex: '1 1 0px' }} />;
    default:
      return null;
  }
}
