import { linkPieces } from './links.ts';
import type { Segment } from './segments.ts';
import { t } from './texts.ts';

function Linked({ text }: { readonly text: string }) {
  return (
    <>
      {linkPieces(text).map((piece, index) =>
        piece.link ? (
          <a key={index} href={piece.link} target="_blank" rel="noopener noreferrer">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}

interface RichTextProps {
  readonly segments: readonly Segment[];
  readonly you: string | undefined;
}

/** A text as people read it: line breaks kept, links to tap, mentions set off, the reader's own the strongest. */
export function RichText({ segments, you }: RichTextProps) {
  return (
    <p class="words" dir="auto">
      {segments.map((segment, index) => {
        if (segment.type === 'text') return <Linked key={index} text={segment.text} />;
        if (segment.type === 'emoji') {
          return (
            <span key={index} class="line-emoji" role="img" aria-label={`LINE emoji ${segment.name}`}>
              ☺
            </span>
          );
        }
        const own = segment.memberId !== undefined && segment.memberId === you;
        return (
          <bdi key={index} class={own ? 'mention mention-you' : 'mention'} title={own ? t.isYou : undefined}>
            {segment.text}
          </bdi>
        );
      })}
    </p>
  );
}
