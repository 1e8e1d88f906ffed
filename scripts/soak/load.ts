import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../core/simulator/http/faults.ts';
import type { MessageView } from '../../core/simulator/view.ts';
import type { VirtualLine } from '../../core/simulator/virtual-line.ts';

const GROUPS = 20;
const MEMBERS = 6;
/** Those who come for a moment, and groups that the bot joins and leaves; the virtual LINE holds so many people and chats. */
const GUESTS = 40;
const PASSING = 60;
const CHOICES = ['sushi', 'ramen', 'curry'] as const;
const ERRANDS = [
  '/members',
  '/help',
  '/help poll',
  '/poll list',
  '/roll',
  '/roll 20',
  '/roll history',
  '/privacy',
  '/plugins',
];
const CHATTER = [
  'おはよう',
  'Lunch?',
  '了解です',
  'see you at 7',
  '😀😀😀',
  '1/2 done',
  'https://example.org/a',
  'ขอบคุณครับ',
];
/** What LINE does to a call now and then: refuse, break, be slow, or do it and lose the answer. */
const FAULTS: readonly Fault[] = [
  { status: 500 },
  { status: 429 },
  { dropConnection: true },
  { dropConnection: true, carriedOut: true },
  { delayMs: 1_500 },
];
/** How often each act comes, beside the others. */
const WEIGHTS = {
  chat: 800,
  vote: 80,
  tap: 30,
  answered: 40,
  errand: 20,
  unsend: 10,
  move: 6,
  unsigned: 6,
  garbage: 4,
  twice: 2,
  churn: 2,
};
type Act = keyof typeof WEIGHTS;

export interface Group {
  readonly chatId: string;
  readonly members: readonly string[];
  /** Member → the index of the choice that they voted for last. */
  readonly votes: Map<string, number>;
  /** What the buttons of the poll's first card carry. */
  buttons: ReturnType<VirtualLine['world']['actions']>;
}

interface Passing {
  readonly chatId: string;
  readonly memberId: string;
}

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

function weighed(): Act {
  const entries = Object.entries(WEIGHTS) as [Act, number][];
  let left = Math.random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [act, weight] of entries) if ((left -= weight) < 0) return act;
  return 'chat';
}

/** Groups that talk, vote, come and go, in front of a LINE that misbehaves. */
export class Load {
  readonly groups: readonly Group[];
  /** What was done, how often. */
  readonly done = new Map<string, number>();
  /** A word of each command whose answer repeats it → how often it was said. */
  readonly answers = new Map<string, number>();
  #words = 0;
  readonly #guests: string[] = [];
  /** Passing groups that the bot is in, and those that it has left; the oldest first. */
  readonly #open: Passing[] = [];
  readonly #left: Passing[] = [];

  constructor(
    private readonly line: VirtualLine,
    private readonly url: string,
  ) {
    this.groups = Array.from({ length: GROUPS }, (_, group) => {
      const members = Array.from({ length: MEMBERS }, (__, n) => line.world.createMember(`g${group}m${n}`));
      // One who never votes: a poll would be over when all have.
      const silent = line.world.createMember('silent');
      return {
        chatId: line.world.createGroup(`Group ${group}`, [...members, silent]),
        members,
        votes: new Map<string, number>(),
        buttons: [],
      };
    });
    line.follow((change) => {
      if (change.type === 'message' && change.message.from === 'bot') this.#heard(change.message);
    });
  }

  #heard({ content }: MessageView): void {
    for (const word of JSON.stringify(content).match(/nothing\d{6}/g) ?? [])
      this.answers.set(word, (this.answers.get(word) ?? 0) + 1);
  }

  /** A poll in each group. */
  async open(): Promise<void> {
    await this.#settled();
    for (const { chatId, members } of this.groups)
      this.line.world.say(chatId, members[0]!, `/poll Lunch? ${CHOICES.join(' ')}`);
    await this.#settled();
    for (const group of this.groups) {
      const card = this.line.world.messages(group.chatId).find(({ from }) => from === 'bot');
      if (!card) throw new Error('a poll was not opened');
      group.buttons = this.line.world.actions(card.id);
    }
  }

  /** So many acts a second, until the signal. */
  async run(perSecond: number, over: AbortSignal): Promise<void> {
    const faults = this.#misbehave(over);
    let next = performance.now();
    while (!over.aborted) {
      const act = weighed();
      this.done.set(act, (this.done.get(act) ?? 0) + 1);
      await this[act](pick(this.groups));
      next += 1_000 / perSecond;
      const wait = next - performance.now();
      if (wait > 1) await pause(wait);
      else if (wait < -5_000) next = performance.now();
    }
    await faults;
    const { faults: all } = this.line;
    all.nextReply = [];
    all.nextPush = [];
    all.nextOther = [];
    all.webhooks.duplicate = false;
    for (const { chatId } of this.#open) this.line.world.removeBot(chatId);
  }

  /** Until LINE has delivered all, and nothing more comes. */
  async #settled(): Promise<void> {
    await this.line.settled();
    await pause(1_500);
    await this.line.settled();
  }

  async #misbehave(over: AbortSignal): Promise<void> {
    const { faults } = this.line;
    while (!over.aborted) {
      await pause(2_000 + Math.random() * 2_000);
      faults.nextReply.push(pick(FAULTS));
      if (Math.random() < 0.5) faults.nextOther.push(pick(FAULTS));
    }
  }

  private chat({ chatId, members }: Group): void {
    this.line.world.say(chatId, pick(members), pick(CHATTER));
  }

  private vote({ chatId, members, votes }: Group): void {
    const memberId = pick(members);
    const choice = Math.floor(Math.random() * CHOICES.length);
    votes.set(memberId, choice);
    this.line.world.say(chatId, memberId, `/poll vote ${choice + 1}`);
  }

  private tap({ chatId, members, votes, buttons }: Group): void {
    const memberId = pick(members);
    const choice = Math.floor(Math.random() * CHOICES.length);
    const button = buttons.find(({ label }) => label === CHOICES[choice]);
    if (!button) throw new Error(`the card has no button ${CHOICES[choice]}`);
    // The card itself is forgotten by then, as it is on a phone that scrolls back: what it carries is not.
    const [card] = this.line.world
      .messages(chatId)
      .filter(({ from }) => from === 'bot')
      .slice(-1);
    const same = card && this.line.world.actions(card.id).find(({ data }) => data === button['data']);
    if (!card || !same) return;
    votes.set(memberId, choice);
    this.line.world.tap(chatId, memberId, card.id, same);
  }

  private answered({ chatId, members }: Group): void {
    const word = `nothing${String(++this.#words).padStart(6, '0')}`;
    this.answers.set(word, 0);
    this.line.world.say(chatId, pick(members), `/poll vote ${word}`);
  }

  private errand({ chatId, members }: Group): void {
    this.line.world.say(chatId, pick(members), pick(ERRANDS));
  }

  private unsend({ chatId, members }: Group): void {
    const memberId = pick(members);
    const id = this.line.world.say(chatId, memberId, pick(['never mind', '/ping']));
    this.line.world.unsend(chatId, memberId, id);
  }

  private move({ chatId }: Group): void {
    const memberId = this.#guest();
    this.line.world.addMember(chatId, memberId);
    this.line.world.say(chatId, memberId, 'hello');
    this.line.world.removeMember(chatId, memberId);
  }

  /** A chat that begins, is used and ends. */
  private churn(): void {
    const group = this.#beginning();
    const { chatId, memberId } = group;
    for (const line of ['hi', '/poll Where? here there', '/roll', '/rollcall Who comes?'])
      this.line.world.say(chatId, memberId, line);
    this.#open.push(group);
    if (this.#open.length <= 5) return;
    const old = this.#open.shift()!;
    this.line.world.removeBot(old.chatId);
    this.#left.push(old);
  }

  /** Somebody new, or the one who has been away for the longest. */
  #guest(): string {
    const guest = this.#guests.length < GUESTS ? this.line.world.createMember('guest') : this.#guests.shift()!;
    this.#guests.push(guest);
    return guest;
  }

  /** A new group, or one that the bot left long ago and is back in. */
  #beginning(): Passing {
    const again = this.#open.length + this.#left.length < PASSING ? undefined : this.#left.shift();
    if (again) {
      this.line.world.addBot(again.chatId);
      return again;
    }
    const memberId = this.line.world.createMember('new');
    return { memberId, chatId: this.line.world.createGroup('New', [memberId]) };
  }

  /** Every webhook comes twice for a while, as LINE may send it. */
  private twice(): void {
    const { webhooks } = this.line.faults;
    webhooks.duplicate = true;
    setTimeout(() => (webhooks.duplicate = false), 500);
  }

  private unsigned(): Promise<void> {
    return this.#post({ 'content-type': 'application/json' }, '{"destination":"x","events":[]}');
  }

  private garbage(): Promise<void> {
    const bytes = Array.from({ length: 64 }, () => String.fromCharCode(Math.floor(Math.random() * 256))).join('');
    return this.#post({ 'content-type': 'application/json', 'x-line-signature': 'AAAA' }, bytes);
  }

  async #post(headers: Record<string, string>, body: string): Promise<void> {
    const { status } = await fetch(`${this.url}/webhook/line`, { method: 'POST', headers, body });
    if (status < 400 || status >= 500) throw new Error(`what nobody signed was answered with ${status}`);
  }
}

/** Somebody looks at the console: the lists, and the log for a while. */
export async function watchConsole(url: string, token: string, over: AbortSignal): Promise<number> {
  let looks = 0;
  const login = await fetch(`${url}/console/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const headers = { cookie: login.headers.get('set-cookie')!.split(';')[0]! };
  while (!over.aborted) {
    for (const what of ['state', 'plugins', 'chats', 'notices', 'failures']) {
      const answer = await fetch(`${url}/console/api/${what}`, { headers });
      if (!answer.ok) throw new Error(`the console answered ${answer.status} for ${what}`);
      await answer.arrayBuffer();
    }
    const stream = new AbortController();
    const log = await fetch(`${url}/console/api/log`, { headers, signal: stream.signal });
    await log.body?.getReader().read();
    await pause(1_000);
    stream.abort();
    looks++;
    await pause(2_000);
  }
  return looks;
}
