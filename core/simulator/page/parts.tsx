import { asList, asNumber, asRecords, asText, type Json } from './json.ts';
import { linkPieces, safeLink, safePicture } from './links.ts';
import { MediaRow } from './media.tsx';
import { Picture } from './picture.tsx';
import { t } from './texts.ts';

/** Where the picture lies that every member sends. */
const SENT_PICTURE = '/simulator/picture.png';

const STYLES: Readonly<Record<string, string>> = {
  bold: 'bold',
  italic: 'italic',
  strikethrough: 'strikethrough',
  underline: 'underline',
};

/** Where one decoration begins or ends, so that a run has the same all through. */
function runsOf(part: Json): readonly { readonly text: string; readonly styles: string }[] {
  const text = asText(part['value']) ?? '';
  const decorations = asRecords(part['text_decorations']).map((one) => {
    const [start, end] = asList(one['range']).map(asNumber);
    return { start: start ?? 0, end: end ?? 0, style: STYLES[asText(one['style']) ?? ''] ?? 'animated' };
  });
  const edges = [...new Set([0, text.length, ...decorations.flatMap(({ start, end }) => [start, end])])];
  const inside = edges.filter((edge) => edge >= 0 && edge <= text.length).toSorted((a, b) => a - b);
  return inside.slice(0, -1).map((from, index) => ({
    text: text.slice(from, inside[index + 1]),
    styles: decorations
      .filter(({ start, end }) => start <= from && from < end)
      .map(({ style }) => `text-${style}`)
      .join(' '),
  }));
}

function TextPart({ part }: { readonly part: Json }) {
  return (
    <div class="balloon">
      <p class="words" dir="auto">
        {runsOf(part).map(({ text, styles }, index) => (
          <span key={index} class={styles}>
            {linkPieces(text).map((piece, place) =>
              piece.link ? (
                <a key={place} href={piece.link} target="_blank" rel="noopener noreferrer">
                  {piece.text}
                </a>
              ) : (
                piece.text
              ),
            )}
          </span>
        ))}
      </p>
    </div>
  );
}

function MediaPart({ part, sent }: { readonly part: Json; readonly sent: boolean }) {
  const url = asText(part['url']);
  const name = asText(part['filename']) ?? t.file;
  if (asText(part['mime_type'])?.startsWith('image/') && (sent || safePicture(url))) {
    return (
      <div class="photo">
        <Picture url={sent ? SENT_PICTURE : url} alt={t.photo} />
      </div>
    );
  }
  return <MediaRow icon="file" title={name} link={safeLink(url)} />;
}

/** What a phone makes of an address; what the page behind it looks like it would have to fetch. */
function LinkPart({ part }: { readonly part: Json }) {
  const link = safeLink(part['value']);
  const title = link ? new URL(link).hostname : t.unknownMessage('link');
  return <MediaRow icon="card" title={title} note={asText(part['value'])} link={link} />;
}

/** A message of Linq's: its parts, one under the other. `sent`: by a member, whose picture is always the same one. */
export function PartsMessage({ content, sent }: { readonly content: Json; readonly sent: boolean }) {
  return (
    <div class="parts">
      {asRecords(content['parts']).map((part, index) => {
        if (part['type'] === 'text') return <TextPart key={index} part={part} />;
        if (part['type'] === 'media') return <MediaPart key={index} part={part} sent={sent} />;
        return <LinkPart key={index} part={part} />;
      })}
    </div>
  );
}
