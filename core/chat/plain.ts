import type { Bar, Button, Card } from './card.ts';
import { inLine } from './in-line.ts';
import type { OutgoingMessage } from './message.ts';
import { standIn } from './stand-in.ts';
import { plainText } from './text-parts.ts';

/**
 * How a button is told: by a number to answer with, which the host keeps and resolves; by the line to type; or not at all, where
 * nobody can answer (a lock screen), and bars are not drawn either.
 */
export type Taps = 'numbered' | 'typed' | 'untold';

/** A message in words alone, for where there are no cards and no buttons. */
export interface PlainMessage {
  readonly text: string;
  /** What the numbers stand for: `lines[0]` is run by the first; '' where a number was left out. Empty where they are not numbered. */
  readonly lines: readonly string[];
}

const BAR_LENGTH = 10;

/**
 * The same message in words: nothing of it is lost but colours. Numbers count from `first`, so that several messages can share one
 * count. What stands on a line of its own (a title, a choice, a label) stays on it, whatever its writer put in.
 */
export function plainMessage(message: OutgoingMessage, taps: Taps, first = 1): PlainMessage {
  const tapped = new Taken(taps, first);
  const text = wordsOf(message, tapped);
  return { text, lines: tapped.lines };
}

function wordsOf(message: OutgoingMessage, taken: Taken): string {
  switch (message.type) {
    case 'text':
      return lines([plainText(message.text), ...(message.buttons ?? []).map((button) => taken.button(button))]);
    case 'card':
      return cardWords(message, taken);
    default:
      return standIn(message);
  }
}

function cardWords(card: Card, taken: Taken): string {
  const { title, image, text, bars = [], fields = [], buttons = [], footer } = card;
  return lines([
    inLine(title),
    text,
    image && lines([image.alt, image.url]),
    ...bars.map((bar) => barWords(bar, taken)),
    ...fields.map(({ name, value }) => between([inLine(name), inLine(value)], ': ')),
    ...buttons.map((button) => taken.button(button)),
    footer,
  ]);
}

function barWords({ label, share, value, note, button, buttons = [], image }: Bar, taken: Taken): string {
  const picture = image && lines([image.alt, image.url]);
  if (taken.taps === 'untold') return lines([between([inLine(label), inLine(value)], ' '), note]);
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_LENGTH);
  const drawn = '█'.repeat(full) + '░'.repeat(BAR_LENGTH - full);
  const said = button === undefined ? inLine(label) : taken.choice(inLine(label), button);
  const taps = between(
    buttons.map((one) => taken.button(one)),
    taken.taps === 'numbered' ? '   ' : '\n',
  );
  return lines([between([said], ''), picture, taps, between([drawn, inLine(value)], ' '), note]);
}

/** The buttons of a message, as they are told one after the other. */
class Taken {
  readonly lines: string[] = [];

  constructor(
    readonly taps: Taps,
    private readonly first: number,
  ) {}

  button(button: Button): string {
    return this.taps === 'untold' ? '' : this.choice(inLine(button.label), button);
  }

  /** `words` with the number, or the line, of its button. */
  choice(words: string, { command, prefill, pick, number }: Button): string {
    // What nobody can send here is not offered.
    if (pick === 'location') return '';
    // A line to be finished is of no use as a number.
    if (pick !== undefined) return between([words, `${inLine(command)} …`], ': ');
    if (prefill !== undefined || this.taps === 'typed') return between([words, inLine(prefill ?? command)], ': ');
    const leftOut = (number ?? 0) - this.first - this.lines.length;
    if (leftOut > 0) this.lines.push(...Array.from({ length: leftOut }, () => ''));
    const shown = `${this.first + this.lines.length}. `;
    this.lines.push(command);
    // What is numbered by its own words is not numbered twice.
    return words.startsWith(shown) ? words : shown + words;
  }
}

const isSomething = (words: string | undefined): words is string => words !== undefined && words.trim() !== '';
const between = (words: readonly string[], what: string): string => words.filter(isSomething).join(what);
const lines = (all: readonly (string | undefined)[]): string => all.filter(isSomething).join('\n');
