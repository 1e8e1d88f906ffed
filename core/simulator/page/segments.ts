import { asNumber, asRecord, asRecords, asText, type Json } from './json.ts';

/** One run of a text message: plain words, a mention, or one of LINE's own emoji, which have no character. */
export type Segment =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'mention'; readonly text: string; readonly memberId?: string }
  | { readonly type: 'emoji'; readonly name: string };

/** What to call the one whom a mention names; nothing for someone who is not known here. */
export type NameOf = (memberId: string) => string | undefined;

interface Span {
  readonly index: number;
  readonly length: number;
  readonly segment: (covered: string) => Segment;
}

// Spans come from outside: those that overlap, or that lie beyond the text, are left out.
function cut(text: string, spans: readonly Span[]): readonly Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const span of [...spans].sort((a, b) => a.index - b.index)) {
    if (span.index < end || span.length < 1 || span.index + span.length > text.length) continue;
    if (span.index > end) segments.push({ type: 'text', text: text.slice(end, span.index) });
    end = span.index + span.length;
    segments.push(span.segment(text.slice(span.index, end)));
  }
  if (end < text.length) segments.push({ type: 'text', text: text.slice(end) });
  return segments;
}

const emoji = (entry: Json): Segment => ({ type: 'emoji', name: asText(entry['emojiId']) ?? '' });

/** A `text` message: mentions as webhooks carry them, and LINE emoji at their placeholders. Positions are UTF-16 units. */
export function textSegments(content: Json): readonly Segment[] {
  const text = asText(content['text']) ?? '';
  const mentions = asRecords(asRecord(content['mention'])?.['mentionees']).map((entry): Span => {
    const memberId = asText(entry['userId']);
    return {
      index: asNumber(entry['index']) ?? -1,
      length: asNumber(entry['length']) ?? 0,
      segment: (covered) => ({ type: 'mention', text: covered, ...(memberId === undefined ? {} : { memberId }) }),
    };
  });
  const emojis = asRecords(content['emojis']).map((entry): Span => ({
    index: asNumber(entry['index']) ?? -1,
    length: asNumber(entry['length']) ?? 1,
    segment: () => emoji(entry),
  }));
  return cut(
    text,
    [...mentions, ...emojis].filter((span) => span.index >= 0),
  );
}

function substituted(entry: Json | undefined, key: string, nameOf: NameOf): Segment {
  if (entry?.['type'] === 'emoji') return emoji(entry);
  const mentionee = asRecord(entry?.['mentionee']);
  if (mentionee?.['type'] === 'all') return { type: 'mention', text: '@All' };
  const memberId = asText(mentionee?.['userId']);
  if (entry?.['type'] !== 'mention' || memberId === undefined) return { type: 'text', text: `{${key}}` };
  return { type: 'mention', text: `@${nameOf(memberId) ?? '?'}`, memberId };
}

/** A `textV2` message: `{key}` stands for an entry of `substitution`, doubled braces for themselves (LINE reference, text-v2). */
export function textV2Segments(content: Json, nameOf: NameOf): readonly Segment[] {
  const text = asText(content['text']) ?? '';
  const substitution = asRecord(content['substitution']);
  const segments: Segment[] = [];
  let plain = '';
  let end = 0;
  for (const match of text.matchAll(/\{\{|\}\}|\{([0-9A-Za-z_]{1,20})\}/g)) {
    plain += text.slice(end, match.index);
    end = match.index + match[0].length;
    const key = match[1];
    if (key === undefined) {
      plain += match[0].slice(1);
      continue;
    }
    if (plain) segments.push({ type: 'text', text: plain });
    plain = '';
    const entry = Object.hasOwn(substitution ?? {}, key) ? asRecord(substitution?.[key]) : undefined;
    segments.push(substituted(entry, key, nameOf));
  }
  plain += text.slice(end);
  if (plain) segments.push({ type: 'text', text: plain });
  return segments;
}

/** The same as one line of plain words, for the chat list and for quotes. */
export const plainWords = (segments: readonly Segment[]): string =>
  segments
    .map((segment) => (segment.type === 'emoji' ? '☺' : segment.text))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
