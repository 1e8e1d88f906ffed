import type { Language } from './definition.ts';
import type { Edit, Mistake } from './mistake.ts';
import type { TypedLine } from './reader.ts';
import type { Signature } from './signature.ts';
import { shownName } from './usage.ts';

/** A value as one word of a command line. */
export function quoted(value: string): string {
  if (!value.includes('"')) return `"${value}"`;
  return value.includes('」') ? `“${value}”` : `「${value}」`;
}

function withEdit(text: string, from: number, edit: Edit | undefined): string {
  if (edit === undefined) return text.slice(from);
  const before = text.slice(from, edit.start);
  const after = text.slice(edit.end);
  if (edit.text !== '') return before + edit.text + after;
  const gap = /^[\r\n]/.test(after) || after.trim() === '' ? '' : ' ';
  return before.trimEnd() + gap + (gap === '' ? after : after.trimStart());
}

/** What the member's line says by quoting a card, in words: a line that is filled in quotes nothing. */
function fromQuoted({ quoted: options = [] }: Mistake, language: Language, subject = ''): string {
  const value = /[\s"'“”„‘’「」『』｢｣＂＇]/u.test(subject) ? quoted(subject) : subject;
  return options.map(({ name, definition }) => ` --${shownName(definition, name, language)} ${value}`).join('');
}

/**
 * The line as it would be right as far as we can tell, to prefill: the mistaken part corrected or left out, and the name of what is
 * asked for at its end.
 */
export function correctedLine(
  line: TypedLine,
  mistake: Mistake,
  language: Language,
  signature: Signature,
  subject: string | undefined,
): string {
  const rest = withEdit(line.text, line.restStart, mistake.edit).trimEnd();
  const start = `/${line.typedWord}${rest}${fromQuoted(mistake, language, subject)}`;
  const { ask, isNext } = mistake;
  if (ask === undefined) return start;
  // `choices:` would take the one word that is put behind it, and a list is several.
  if (ask.definition.list !== undefined && isNext === true) return `${start} `;
  const name = shownName(ask.definition, ask.name, language);
  // A text takes all that is behind it, but for options with dashes.
  const takesRest = ask.type !== 'text' && signature.options.some(({ type }) => type === 'text');
  return takesRest ? `${start} --${name} ` : `${start} ${name}:`;
}
