import type { Language } from './definition.ts';
import type { Edit, Mistake } from './mistake.ts';
import type { TypedLine, TypedMention } from './reader.ts';
import type { Signature } from './signature.ts';
import { shownName } from './usage.ts';
import { memberWord } from './values/member-id.ts';

/** A line as it would be right as far as we can tell. */
export interface Correction {
  /** To read and to prefill: `/roll sides:`. */
  readonly text: string;
  /** The same for a button of ours, where people are named by their ids: a mention is more than its letters. */
  readonly line: string;
  /** It waits for a value at its end. */
  readonly asks: boolean;
  /** It is another line than the one that was typed. */
  readonly isNew: boolean;
}

const MARK = /[\s"'“”„‘’「」『』｢｣＂＇]/u;

/** A value as one word of a command line. */
export function quoted(value: string): string {
  if (!value.includes('"')) return `"${value}"`;
  return value.includes('」') ? `“${value}”` : `「${value}」`;
}

/** A value as it is typed: in quotation marks only where it needs them. */
export const asWord = (value: string): string => (value === '' || MARK.test(value) ? quoted(value) : value);

/** What a mention may stand behind without a space, and a word may not. */
const RUNS_IN = /[^\s:：=＝"'“”„‘’「『｢＂＇]$/u;

type Spell = (from: number, to: number) => string;

const asTyped =
  ({ text }: TypedLine): Spell =>
  (from, to) =>
    text.slice(from, to);

/** Mentions by the ids of those whom they mean. What runs into one is a word of its own, but for what may cling to a name. */
function byId({ text, mentions }: TypedLine): Spell {
  const known = mentions
    .filter(({ memberId, isSelf, all }) => memberId !== undefined && isSelf !== true && all !== true)
    .toSorted((a, b) => a.index - b.index) as readonly (TypedMention & { readonly memberId: string })[];
  return (from, to) => {
    let at = from;
    let spelled = '';
    for (const { index, length, memberId } of known) {
      if (index < at || index + length > to) continue;
      const before = text.slice(at, index);
      spelled += before;
      if (RUNS_IN.test(spelled)) spelled += ' ';
      spelled += memberWord(memberId);
      at = index + length;
    }
    return spelled + text.slice(at, to);
  };
}

/** The same line with another command word, for a button of ours. */
export const withWord = (line: TypedLine, word: string): string =>
  `/${word}${byId(line)(line.restStart, line.text.length)}`.trimEnd();

function withEdit({ text, restStart }: TypedLine, edit: Edit | undefined, spell: Spell): string {
  if (edit === undefined) return spell(restStart, text.length);
  const before = spell(restStart, edit.start);
  const after = spell(edit.end, text.length);
  if (edit.text !== '') return before + edit.text + after;
  const gap = /^[\r\n]/.test(after) || after.trim() === '' ? '' : ' ';
  return before.trimEnd() + gap + (gap === '' ? after : after.trimStart());
}

/** What the member's line says by quoting a card, in words: a line that is filled in quotes nothing. */
function fromQuoted({ quoted: options = [] }: Mistake, language: Language, subject = ''): string {
  return options
    .map(({ name, definition }) => ` --${shownName(definition, name, language)} ${asWord(subject)}`)
    .join('');
}

/** What stands before the value that is asked for. */
function asking({ ask, isNext }: Mistake, language: Language, signature: Signature, start: string): string {
  if (ask === undefined) return '';
  // `choices:` would take the one word that is put behind it, and a list is several: each on a line, if they have begun so.
  if (ask.definition.list !== undefined && isNext === true) return /[\r\n]/.test(start) ? '\n' : ' ';
  const name = shownName(ask.definition, ask.name, language);
  // A text takes all that is behind it, but for options with dashes.
  const takesRest = ask.type !== 'text' && signature.options.some(({ type }) => type === 'text');
  return takesRest ? ` --${name} ` : ` ${name}:`;
}

/** The mistaken part corrected or left out, and the name of what is asked for at the end. */
export function correction(
  line: TypedLine,
  mistake: Mistake,
  language: Language,
  signature: Signature,
  subject: string | undefined,
): Correction {
  const build = (spell: Spell): string => {
    const rest = withEdit(line, mistake.edit, spell).trimEnd();
    const start = `/${line.typedWord}${rest}${fromQuoted(mistake, language, subject)}`;
    return start + asking(mistake, language, signature, start);
  };
  const text = build(asTyped(line));
  return {
    text,
    line: line.mentions.length === 0 ? text : build(byId(line)),
    asks: mistake.ask !== undefined,
    isNew: text !== `/${line.typedWord}${line.rest}`.trimEnd(),
  };
}
