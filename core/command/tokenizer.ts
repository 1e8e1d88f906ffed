import { isBlank, isLineBreak, isSeparator } from './characters.ts';
import { fold } from './fold.ts';
import { Quotes } from './quotes.ts';
import type { Span } from './quotes.ts';
import type { TypedMention } from './reader.ts';
import type { Option, Signature } from './signature.ts';
import type { Named, Token, Word } from './token.ts';

/** No option's name is longer, in UTF-16 units; a longer word is not looked up. */
const LONGEST_NAME = 64;
/**
 * What stands before an option's name. `--` in any width says "this is an option", so an unknown name is a mistake. The others are
 * what a phone makes of it (iOS turns `--` into a dash, a kana keyboard types `ーー`), or a slip (`-x`); they may as well be text,
 * and count only before a declared name.
 */
const SURE_DASHES = /(?:--|－－)/y;
const LIKELY_DASHES = /(?:[—–―-]|ーー|−−|‐‐|――)/y;
const LETTER = /^\p{L}/u;
/** What any of them begins with: told before the patterns are tried, which every word would have to pay for. */
const mayBeDash = (unit: number): boolean =>
  unit === 0x2d || (unit >= 0x2010 && unit <= 0x2015) || unit === 0x2212 || unit === 0x30fc || unit === 0xff0d;

type MentionSpan = Span & { readonly mention: TypedMention };

/** Spans in order, without those that leave the text or overlap: a platform's numbers are not taken on trust. */
function mentionSpans(text: string, from: number, mentions: readonly TypedMention[]): readonly MentionSpan[] {
  const spans: MentionSpan[] = [];
  let end = from;
  for (const mention of mentions.toSorted((a, b) => a.index - b.index)) {
    const { index, length } = mention;
    if (!Number.isInteger(index) || !Number.isInteger(length) || length < 1) continue;
    if (index < end || index + length > text.length) continue;
    end = index + length;
    spans.push({ start: index, end, mention });
  }
  return spans;
}

class Tokenizer {
  readonly #text: string;
  readonly #signature: Signature;
  readonly #spans: readonly MentionSpan[];
  readonly #quotes: Quotes;
  #at: number;
  #line = 0;
  #span = 0;
  #options = true;

  constructor(text: string, from: number, mentions: readonly TypedMention[], signature: Signature) {
    this.#text = text;
    this.#signature = signature;
    this.#at = from;
    this.#spans = mentionSpans(text, from, mentions);
    this.#quotes = new Quotes(text, from, this.#spans);
  }

  next(): Token | undefined {
    this.#skipBlank();
    if (this.#at >= this.#text.length) return undefined;
    if (this.#spanAt(this.#at) !== undefined) return this.#word(this.#at);
    if (Quotes.isMark(this.#text, this.#at)) return this.#word(this.#at);
    return (this.#options ? (this.#end() ?? this.#dashed()) : undefined) ?? this.#plain();
  }

  #skipBlank(): void {
    const text = this.#text;
    for (; this.#at < text.length && isBlank(text.charCodeAt(this.#at)); this.#at++) this.#countLine(this.#at);
  }

  #countLine(index: number): void {
    const unit = this.#text.charCodeAt(index);
    // CR LF is one line break.
    if (isLineBreak(unit) && !(unit === 0x0a && this.#text.charCodeAt(index - 1) === 0x0d)) this.#line++;
  }

  /** The mention that starts at `index`. Asked with ever larger indices only. */
  #spanAt(index: number): MentionSpan | undefined {
    while (this.#span < this.#spans.length && this.#spans[this.#span]!.start < index) this.#span++;
    const span = this.#spans[this.#span];
    return span?.start === index ? span : undefined;
  }

  /** Where the plain word that runs through `index` ends: at a separator, or where a mention starts. */
  #wordEnd(index: number): number {
    let end = index;
    while (end < this.#text.length && !isSeparator(this.#text.charCodeAt(end))) {
      if (end > index && this.#spanAt(end) !== undefined) break;
      end++;
    }
    return end;
  }

  /** Reads a word that starts at `start`: a mention with what clings to it, a quoted stretch, or what stands up to a separator. */
  #word(start: number): Word {
    const line = this.#line;
    const span = this.#spanAt(start);
    if (span !== undefined) {
      const end = this.#wordEndBehind(span);
      this.#at = end;
      const { mention } = span;
      return {
        kind: 'word',
        start,
        end,
        text: this.#text.slice(start, end),
        quoted: false,
        open: false,
        line,
        mention,
      };
    }
    const quote = Quotes.isMark(this.#text, start) ? this.#quotes.at(start) : 'text';
    if (quote === 'text') {
      const end = this.#wordEnd(start);
      this.#at = end;
      return { kind: 'word', start, end, text: this.#text.slice(start, end), quoted: false, open: false, line };
    }
    const open = quote === 'open';
    const inner = open ? this.#text.length : quote.close;
    const end = open ? inner : inner + 1;
    for (let index = start; index < end; index++) this.#countLine(index);
    this.#at = end;
    const word: Word = { kind: 'word', start, end, text: this.#text.slice(start + 1, inner), quoted: true, open, line };
    const mention = this.#spanAt(start + 1)?.mention;
    this.#skipComma();
    return mention === undefined ? word : { ...word, mention };
  }

  #wordEndBehind(span: MentionSpan): number {
    for (let index = span.start; index < span.end; index++) this.#countLine(index);
    if (this.#spanAt(span.end) !== undefined) return span.end;
    return this.#wordEnd(span.end);
  }

  // `"a", "b"`, as people who write programs quote.
  #skipComma(): void {
    const unit = this.#text.charAt(this.#at);
    if (unit === '' || !',、，'.includes(unit)) return;
    const behind = this.#at + 1;
    const ends = behind >= this.#text.length || isBlank(this.#text.charCodeAt(behind));
    if (ends || Quotes.isMark(this.#text, behind)) this.#at = behind;
  }

  #end(): Token | undefined {
    if (!mayBeDash(this.#text.charCodeAt(this.#at))) return undefined;
    SURE_DASHES.lastIndex = this.#at;
    if (!SURE_DASHES.test(this.#text)) return undefined;
    const start = this.#at;
    const end = SURE_DASHES.lastIndex;
    if (end < this.#text.length && !isBlank(this.#text.charCodeAt(end))) return undefined;
    this.#at = end;
    this.#options = false;
    return { kind: 'end', start, end, line: this.#line };
  }

  #dashed(): Named | undefined {
    if (!mayBeDash(this.#text.charCodeAt(this.#at))) return undefined;
    SURE_DASHES.lastIndex = LIKELY_DASHES.lastIndex = this.#at;
    const sure = SURE_DASHES.test(this.#text);
    const pattern = sure ? SURE_DASHES : LIKELY_DASHES;
    if (!sure && !LIKELY_DASHES.test(this.#text)) return undefined;
    const start = this.#at;
    const nameStart = pattern.lastIndex;
    let nameEnd = nameStart;
    while (nameEnd < this.#text.length && !isSeparator(this.#text.charCodeAt(nameEnd))) {
      if ('=＝:：'.includes(this.#text.charAt(nameEnd))) break;
      nameEnd++;
    }
    const typedName = this.#text.slice(nameStart, nameEnd);
    if (typedName.length > LONGEST_NAME || !LETTER.test(typedName)) return undefined;
    const name = fold(typedName);
    const positive = name.startsWith('no-') ? this.#signature.names.get(name.slice(3)) : undefined;
    const named = this.#signature.names.get(name);
    const negated = named === undefined && positive?.type === 'boolean';
    const option = named ?? (negated ? positive : undefined);
    if (option === undefined && !sure) return undefined;
    return this.#named({ start, nameStart, nameEnd, typedName, negated, option, flag: true });
  }

  /** A word that may be `name:value`; only a declared name makes it so, which leaves `18:00` and `https://…` alone. */
  #plain(): Word | Named {
    const start = this.#at;
    if (this.#options) {
      const last = Math.min(this.#text.length, start + LONGEST_NAME + 1);
      for (let index = start; index < last && !isSeparator(this.#text.charCodeAt(index)); index++) {
        if (!':：'.includes(this.#text.charAt(index))) continue;
        const typedName = this.#text.slice(start, index);
        const option = this.#signature.names.get(fold(typedName));
        if (option === undefined) break;
        const name = { start, nameStart: start, nameEnd: index, typedName, negated: false };
        return this.#named({ ...name, option, flag: false });
      }
    }
    return this.#word(start);
  }

  #named(name: {
    start: number;
    nameStart: number;
    nameEnd: number;
    typedName: string;
    negated: boolean;
    option: Option | undefined;
    flag: boolean;
  }): Named {
    const { start, nameStart, nameEnd, typedName, negated, option } = name;
    const line = this.#line;
    const attaches = nameEnd < this.#text.length && !isSeparator(this.#text.charCodeAt(nameEnd));
    const valueStart = attaches ? nameEnd + 1 : nameEnd;
    this.#at = valueStart;
    const empty = valueStart >= this.#text.length || isSeparator(this.#text.charCodeAt(valueStart));
    const value = attaches && !empty ? this.#word(valueStart) : undefined;
    return {
      kind: 'named',
      start,
      end: value?.end ?? valueStart,
      line,
      typedName,
      nameStart,
      negated,
      flag: name.flag && !attaches,
      ...(option === undefined ? {} : { option }),
      ...(value === undefined ? {} : { value }),
    };
  }
}

/** Splits what follows the command word. Never fails: what is wrong with a word is found when it is used. */
export function tokenize(
  text: string,
  from: number,
  mentions: readonly TypedMention[],
  signature: Signature,
): readonly Token[] {
  const tokenizer = new Tokenizer(text, from, mentions, signature);
  const tokens: Token[] = [];
  for (let token = tokenizer.next(); token !== undefined; token = tokenizer.next()) tokens.push(token);
  return tokens;
}
