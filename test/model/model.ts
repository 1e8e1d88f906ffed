import type { Word } from './script.ts';

const DAY = 86_400_000;

interface Timer {
  readonly chat: number;
  readonly due: number;
  readonly entry: string;
  readonly word: 'ring' | 'murmur';
}

/** What each plugin keeps in one chat, in its order. */
export interface Books {
  readonly ledger: string[];
  readonly daybook: string[];
}

/** What is said once to each command that ends well, or is refused. */
const REPLIES: Readonly<Partial<Record<Word, string>>> = {
  add: 'added',
  tell: 'telling',
  later: 'set for',
  someday: 'some day for',
  refuse: 'refused',
  note: 'noted',
};

/** The engine as it is promised, with nothing that can go wrong: a few lists and a clock. */
export class Model {
  readonly books: readonly Books[];
  readonly present: boolean[];
  /** Sentences that must have been said once by now. */
  readonly replies: string[] = [];
  /** Sentences that are said once, some time, or are dropped because nobody wants them any more. */
  readonly notices: string[] = [];
  /** Ids of events whose handler threw. */
  readonly broken: string[] = [];
  /** Entries of timers that were too late to run. */
  readonly missed: string[] = [];
  #timers: Timer[] = [];

  constructor(
    chats: number,
    public now: number,
  ) {
    this.books = Array.from({ length: chats }, () => ({ ledger: [], daybook: [] }));
    this.present = this.books.map(() => true);
  }

  /** A command is accepted, and with that runs; `wait`: milliseconds until the clock runs what it sets. */
  run(chat: number, word: Word, entry: string, wait: number, eventId: string): void {
    const { ledger, daybook } = this.books[chat]!;
    const reply = REPLIES[word];
    if (reply !== undefined) this.replies.push(`${reply} ${entry}`);
    if (word === 'boom' || word === 'stumble') this.broken.push(eventId);
    else if (word === 'note') daybook.push(entry);
    else if (word !== 'refuse') ledger.push(entry);
    if (word === 'tell' || word === 'push') this.notices.push(`notice of ${entry}`);
    const due = this.now + wait;
    if (word === 'later') this.#timers.push({ chat, due, entry, word: 'ring' });
    if (word === 'someday') this.#timers.push({ chat, due, entry, word: 'murmur' });
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
    this.#ring();
  }

  leave(chat: number): void {
    this.present[chat] = false;
  }

  join(chat: number): void {
    this.present[chat] = true;
    this.#ring();
  }

  /** Timers of chats where the bot is: on time, or late and once, or a day too late and never. */
  #ring(): void {
    const due = this.#timers.filter((timer) => timer.due <= this.now && this.present[timer.chat]);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    for (const { chat, due: time, entry, word } of due.toSorted((a, b) => a.due - b.due)) {
      if (this.now - time > DAY) {
        this.missed.push(entry);
        continue;
      }
      this.books[chat]!.ledger.push(`${word}-${entry}`);
      this.notices.push(word === 'ring' ? `ringing for ${entry}` : `murmuring of ${entry}`);
    }
  }
}
