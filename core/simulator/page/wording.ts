import { asRecords, asText, type Json } from './json.ts';

/** The words of a message that consists of them, to be copied or edited: a text of LINE's, or the texts among Linq's parts. */
export function wordsOf(content: Json): string | undefined {
  if (content['type'] !== 'parts') return asText(content['text']);
  const texts = asRecords(content['parts']).filter((part) => part['type'] === 'text');
  return texts.length === 0 ? undefined : texts.map((part) => asText(part['value']) ?? '').join('\n');
}
