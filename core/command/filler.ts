import { isAllBlank } from './characters.ts';
import { quoted } from './correction.ts';
import { fold } from './fold.ts';
import type { OptionDefinition } from './definition.ts';
import { readList } from './list.ts';
import { expected, isSlip, openQuote, unknownOption } from './mistake.ts';
import type { Mistake } from './mistake.ts';
import type { Option, Signature } from './signature.ts';
import { speak } from './spoken.ts';
import { tailOf } from './tail.ts';
import type { Named, Token, Word } from './token.ts';
import { readValue } from './values/read-value.ts';
import type { OptionValue, ParseContext } from './values/reading.ts';

export type Filled =
  | {
      readonly ok: true;
      readonly values: ReadonlyMap<string, OptionValue>;
      readonly given: ReadonlyMap<string, OptionDefinition>;
    }
  | { readonly ok: false; readonly mistake: Mistake };

/** Fills a command's options from tokens, left to right; the first mistake ends it. */
class Filler {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #context: ParseContext;
  readonly #signature: Signature;
  /** Positional options that are not given by name. */
  readonly #places: readonly Option[];
  readonly #values = new Map<string, OptionValue>();
  readonly #lists = new Map<Option, Word[]>();
  readonly #fromQuoted = new Set<Option>();
  #tailAt: number | undefined;
  #at = 0;
  #place = 0;
  /** The last place that was filled, and its first word. */
  #last: { readonly option: Option; readonly word: Word } | undefined;

  constructor(text: string, tokens: readonly Token[], signature: Signature, context: ParseContext) {
    this.#text = text;
    this.#tokens = tokens;
    this.#context = context;
    this.#signature = signature;
    const named = new Set(tokens.map((token) => (token.kind === 'named' ? token.option : undefined)));
    this.#places = signature.positional.filter((option) => !named.has(option));
  }

  fill(): Filled {
    let mistake = this.#words() ?? this.#readLists();
    const given = new Map<string, OptionDefinition>();
    for (const { name, definition } of this.#signature.options) if (this.#values.has(name)) given.set(name, definition);
    mistake ??= this.#complete();
    if (mistake === undefined) return { ok: true, values: this.#values, given };
    const meant = this.#signature.names.get(fold(String(mistake.values['near'] ?? '')));
    const quoted = this.#signature.options.filter((option) => option !== meant && this.#isQuoted(option));
    return { ok: false, mistake: quoted.length === 0 ? mistake : { ...mistake, quoted } };
  }

  /** Filled by the quoted card, as far as the line was read: a place may be filled by a word behind the mistake. */
  #isQuoted(option: Option): boolean {
    if (option.definition.named !== true && this.#at < this.#tokens.length) return false;
    if (this.#tokens.some((token) => token.kind === 'named' && token.option === option)) return false;
    if (this.#lists.has(option)) return false;
    return this.#values.has(option.name) ? this.#fromQuoted.has(option) : this.#takeQuoted(option);
  }

  #words(): Mistake | undefined {
    while (this.#at < this.#tokens.length) {
      const token = this.#tokens[this.#at]!;
      this.#at++;
      const mistake =
        token.kind === 'named' ? this.#named(token) : token.kind === 'word' ? this.#positional(token) : undefined;
      if (mistake !== undefined) return mistake;
    }
    return undefined;
  }

  #positional(word: Word): Mistake | undefined {
    const option = this.#places[this.#place];
    if (option === undefined) return this.#tooMany(word);
    if (option.definition.list !== undefined) return this.#collect(option, word);
    this.#place++;
    this.#last = { option, word };
    return this.#take(option, word, undefined);
  }

  #named(token: Named): Mistake | undefined {
    const { option } = token;
    if (option === undefined) return unknownOption(this.#signature, token);
    if (option.type === 'boolean' && token.flag) {
      this.#values.set(option.name, !token.negated);
      return undefined;
    }
    const next = this.#tokens[this.#at];
    const word = token.value ?? (next?.kind === 'word' ? next : undefined);
    if (token.value === undefined && this.#standsAlone(option, word)) {
      const reading = readValue(option, String(option.definition.bare), this.#context);
      if (reading.ok) this.#values.set(option.name, reading.value);
      return undefined;
    }
    if (word === undefined) {
      const edit = { start: token.start, end: token.end, text: '' };
      return { code: 'MISSING_OPTION', option, values: expected(option), at: token.start, edit, ask: option };
    }
    if (option.definition.list !== undefined) return this.#namedList(option, token);
    if (word !== token.value) this.#at++;
    const mistake = this.#take(option, word, token);
    const value = this.#values.get(option.name);
    if (token.negated && typeof value === 'boolean') this.#values.set(option.name, !value);
    return mistake;
  }

  /** Nothing follows that could be meant as the value: a number out of bounds could, and is told to be wrong. */
  #standsAlone(option: Option, word: Word | undefined): boolean {
    if (option.definition.bare === undefined) return false;
    if (word === undefined || word.quoted) return true;
    const reading = readValue(option, word.text, this.#context);
    return !reading.ok && !String(reading.values['reason']).startsWith('too-');
  }

  /** `--remind 24h 1h` takes the words up to the next option; `remind:24h` the one that is attached. */
  #namedList(option: Option, token: Named): Mistake | undefined {
    if (token.value !== undefined) return this.#collect(option, token.value);
    for (let word = this.#tokens[this.#at]; word?.kind === 'word'; word = this.#tokens[this.#at]) {
      const mistake = this.#collect(option, word);
      if (mistake !== undefined) return mistake;
      this.#at++;
    }
    return undefined;
  }

  #collect(option: Option, word: Word): Mistake | undefined {
    if (word.open) return openQuote(this.#text, option, word);
    const words = this.#lists.get(option);
    if (words === undefined) this.#lists.set(option, [word]);
    else words.push(word);
    return undefined;
  }

  /** One value for an option that is no list. `#at` is behind `word`. */
  #take(option: Option, word: Word, token: Named | undefined): Mistake | undefined {
    if (option.type === 'text') return this.#takeText(option, word);
    if (word.open) return openQuote(this.#text, option, word);
    if (option.type === 'string' && isAllBlank(word.text)) return this.#read(option, word.text, word);
    if (option.type === 'string' && token === undefined && this.#listFollowsOnNextLine(word)) {
      return this.#takeLine(option, word);
    }
    const whole = token !== undefined || this.#place >= this.#places.length;
    const spoken = speak(option, word, this.#tokens, this.#at, this.#text, this.#context, whole);
    this.#at += spoken.words - 1;
    const { reading, typed, start, end } = spoken;
    if (reading.ok) {
      this.#values.set(option.name, reading.value);
      return undefined;
    }
    const { code, values, near } = reading;
    const wrong = { code, values, option, typed, at: start };
    // A text of the wrong length is for its writer to mend, not for us to throw away.
    if (values['reason'] === 'too-long' || values['reason'] === 'too-short') return wrong;
    if (near !== undefined)
      return {
        ...wrong,
        edit: { start, end, text: option.type === 'choice' && /\s/.test(near) ? quoted(near) : near },
      };
    return { ...wrong, edit: { start: token?.start ?? start, end, text: '' }, ask: option };
  }

  /** A text as it was written. Nothing between quotation marks is nothing said, where something is required. */
  #read(option: Option, typed: string, { start, end }: Word): Mistake | undefined {
    if (option.definition.required === true && isAllBlank(typed)) {
      return {
        code: 'MISSING_OPTION',
        option,
        values: expected(option),
        at: start,
        edit: { start, end, text: '' },
        ask: option,
      };
    }
    const reading = readValue(option, typed, this.#context);
    if (!reading.ok) return { code: reading.code, values: reading.values, option, typed, at: start };
    this.#values.set(option.name, reading.value);
    return undefined;
  }

  /**
   * A text is the rest of the message as it was written, line breaks and quotation marks too. Only options end it: a declared one (or a
   * slip of one) with its dashes anywhere, `name:value` at the end. One quotation that is all of it is taken out of its marks.
   */
  #takeText(option: Option, word: Word): Mistake | undefined {
    if (word.quoted && !word.open && (this.#at >= this.#tokens.length || this.#endsText(this.#at))) {
      return this.#read(option, word.text, word);
    }
    let end = this.#text.length;
    for (; this.#at < this.#tokens.length; this.#at++) {
      if (!this.#endsText(this.#at)) continue;
      end = this.#tokens[this.#at]!.start;
      break;
    }
    return this.#read(option, this.#text.slice(word.start, end).trimEnd(), word);
  }

  #endsText(at: number): boolean {
    const token = this.#tokens[at];
    if (token?.kind !== 'named') return false;
    if (token.option === undefined) return isSlip(this.#signature, token);
    if (token.nameStart === token.start) return this.#tail() <= at;
    return this.#text.slice(token.start, token.nameStart) !== '-';
  }

  /** From which token on there is nothing but options: `name:value` is one there, and words of the text anywhere else. */
  #tail(): number {
    this.#tailAt ??= tailOf(this.#tokens, (option, word, next) =>
      speak(option, word, this.#tokens, next, this.#text, this.#context, false),
    );
    return this.#tailAt;
  }

  /** Whether a list comes next, with its items on lines of their own. */
  #listFollowsOnNextLine(word: Word): boolean {
    if (word.quoted || this.#places[this.#place]?.definition.list === undefined) return false;
    for (let index = this.#tokens.length - 1; index >= this.#at; index--) {
      const token = this.#tokens[index]!;
      if (token.kind === 'word') return token.line > word.line;
    }
    return false;
  }

  /** The question above a list of lines is the rest of its own line, unless the words behind it are quoted items. */
  #takeLine(option: Option, word: Word): Mistake | undefined {
    let end = word.end;
    let at = this.#at;
    let sawPlain = false;
    const rest: Word[] = [];
    for (; at < this.#tokens.length; at++) {
      const token = this.#tokens[at]!;
      if (token.kind !== 'word' || token.line !== word.line || token.open) break;
      rest.push(token);
      sawPlain ||= !token.quoted;
    }
    // Quoted words at the very end of the line are items; a quotation in the middle of the question is part of it.
    if (sawPlain || rest.length === 0) {
      end = rest.at(-1)?.end ?? end;
      this.#at = at;
    }
    return this.#read(option, this.#text.slice(word.start, end), word);
  }

  #readLists(): Mistake | undefined {
    for (const [option, words] of this.#lists) {
      const reading = readList(option, words, this.#text, this.#context);
      if (!reading.ok) {
        const { mistake } = reading;
        if (mistake.values['reason'] !== 'too-few') return mistake;
        return { ...mistake, ask: option, isNext: this.#places.includes(option) };
      }
      if (reading.value.length > 0) this.#values.set(option.name, reading.value);
    }
    return undefined;
  }

  /** The subject of the quoted card, if the option takes it and it makes sense there. */
  #takeQuoted(option: Option): boolean {
    const { quoted } = this.#context;
    if (option.definition.quoted !== true || quoted === undefined) return false;
    const reading = readValue(option, quoted, this.#context);
    if (!reading.ok) return false;
    this.#values.set(option.name, option.definition.list === undefined ? reading.value : [reading.value]);
    this.#fromQuoted.add(option);
    return true;
  }

  /** What is quoted, defaults, and what is missing. */
  #complete(): Mistake | undefined {
    for (const option of this.#signature.options) {
      const { name, type, definition } = option;
      if (this.#values.has(name) || this.#takeQuoted(option)) continue;
      const fallback = definition.default;
      if (fallback !== undefined) {
        const reading =
          typeof fallback === 'string' && type !== 'string' && type !== 'text'
            ? readValue(option, fallback, this.#context)
            : { ok: true as const, value: fallback };
        if (!reading.ok) return { code: reading.code, values: reading.values, option, typed: fallback.toString() };
        this.#values.set(name, definition.list === undefined ? reading.value : [reading.value]);
      } else if (definition.required === true) {
        const isNext = this.#places[this.#place] === option;
        return { code: 'MISSING_OPTION', option, values: expected(option), ask: option, isNext };
      } else if (definition.list !== undefined) {
        this.#values.set(name, []);
      }
    }
    return undefined;
  }

  /** More words than places. After a single word that may be a forgotten pair of quotation marks, which is how it is corrected. */
  #tooMany(word: Word): Mistake {
    let end = word.end;
    for (let token = this.#tokens[this.#at]; token?.kind === 'word'; token = this.#tokens[++this.#at]) end = token.end;
    const typed = this.#text.slice(word.start, end);
    const last = this.#last;
    const joins = last?.option.type === 'string' && !last.word.quoted && !word.quoted && this.#follows(last.word, word);
    const edit = joins
      ? { start: last.word.start, end, text: quoted(this.#text.slice(last.word.start, end)) }
      : { start: word.start, end, text: '' };
    const mistake: Mistake = { code: 'TOO_MANY_OPTIONS', typed, values: {}, at: word.start, edit };
    return joins ? { ...mistake, option: last.option } : mistake;
  }

  #follows(first: Word, second: Word): boolean {
    return this.#text.slice(first.end, second.start).trim() === '';
  }
}

/** Fills a command's options from the tokens of `text`. */
export function fill(text: string, tokens: readonly Token[], signature: Signature, context: ParseContext): Filled {
  return new Filler(text, tokens, signature, context).fill();
}
