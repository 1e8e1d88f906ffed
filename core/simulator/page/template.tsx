import { asAction, asRecord, asRecords, asText, type Json } from './json.ts';
import { Picture } from './picture.tsx';
import { Tappable } from './tap.tsx';
import { t } from './texts.ts';

function Actions({ actions, row = false }: { readonly actions: unknown; readonly row?: boolean }) {
  return (
    <div class={row ? 'template-actions row' : 'template-actions'}>
      {asRecords(actions).map((action, index) => (
        <Tappable key={index} as="button" action={action} class="template-action">
          {asText(action['label']) ?? asText(action['type']) ?? ''}
        </Tappable>
      ))}
    </div>
  );
}

function Column({ column, row = false }: { readonly column: Json; readonly row?: boolean }) {
  const title = asText(column['title']);
  return (
    <div class="template">
      {column['thumbnailImageUrl'] !== undefined && (
        <div class={column['imageAspectRatio'] === 'square' ? 'template-image square' : 'template-image'}>
          <Picture
            url={column['thumbnailImageUrl']}
            alt={t.photo}
            class={column['imageSize'] === 'contain' ? 'fit' : 'cover'}
          />
        </div>
      )}
      <Tappable action={asAction(column['defaultAction'])} class="template-words">
        {title && <strong dir="auto">{title}</strong>}
        <p dir="auto">{asText(column['text']) ?? ''}</p>
      </Tappable>
      <Actions actions={column['actions']} row={row} />
    </div>
  );
}

/** LINE's older cards: buttons, confirm, carousel and image carousel. */
export function TemplateMessage({ content }: { readonly content: Json }) {
  const template = asRecord(content['template']) ?? {};
  const alt = asText(content['altText']) ?? t.card;
  const columns = asRecords(template['columns']);
  switch (template['type']) {
    case 'carousel':
      return (
        <div class="flex-message flex-carousel" role="group" aria-label={`${alt} (${t.carousel})`} tabIndex={0}>
          {columns.map((column, index) => (
            <Column key={index} column={column} />
          ))}
        </div>
      );
    case 'image_carousel':
      return (
        <div class="flex-message flex-carousel" role="group" aria-label={`${alt} (${t.carousel})`} tabIndex={0}>
          {columns.map((column, index) => (
            <Tappable key={index} as="button" action={column['action']} class="template-picture">
              <Picture url={column['imageUrl']} alt={t.photo} class="cover" />
              <span>{asText(asRecord(column['action'])?.['label']) ?? ''}</span>
            </Tappable>
          ))}
        </div>
      );
    default:
      return (
        <div class="flex-message" role="group" aria-label={alt}>
          <Column column={template} row={template['type'] === 'confirm'} />
        </div>
      );
  }
}
