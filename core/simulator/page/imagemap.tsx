import { asAction, asNumber, asRecord, asRecords, asText, type Json } from './json.ts';
import { Picture } from './picture.tsx';
import { Tappable } from './tap.tsx';
import { t } from './texts.ts';

/** LINE's app asks for one of several widths, as a last part of the address; the largest is the one that the areas are counted in. */
const WIDTH = 1_040;

function Area({ action: given, height }: { readonly action: Json; readonly height: number }) {
  const action = asAction(given);
  const { x, y, width, height: high } = asRecord(given['area']) ?? {};
  const [left, top, wide, tall] = [x, y, width, high].map((value) => asNumber(value) ?? 0) as [
    number,
    number,
    number,
    number,
  ];
  const share = (part: number, whole: number): string => `${(part / whole) * 100}%`;
  const link = asText(given['linkUri']);
  return (
    <Tappable
      // An imagemap's links have a name of their own (LINE reference, "Imagemap action objects"); taps go out as they came.
      action={action && link !== undefined ? { ...action, uri: link } : action}
      label={asText(given['text']) ?? link}
      class="imagemap-area"
      style={{
        left: share(left, WIDTH),
        top: share(top, height),
        width: share(wide, WIDTH),
        height: share(tall, height),
      }}
    />
  );
}

/** A picture with places in it that can be tapped. */
export function ImagemapMessage({ content }: { readonly content: Json }) {
  const height = asNumber(asRecord(content['baseSize'])?.['height']) ?? WIDTH;
  const alt = asText(content['altText']) ?? t.photo;
  return (
    <div class="imagemap" role="group" aria-label={alt} style={{ aspectRatio: `${WIDTH} / ${height}` }}>
      <Picture url={`${asText(content['baseUrl']) ?? ''}/${WIDTH}`} alt={alt} class="cover" />
      {asRecords(content['actions']).map((action, index) => (
        <Area key={index} action={action} height={height} />
      ))}
    </div>
  );
}
