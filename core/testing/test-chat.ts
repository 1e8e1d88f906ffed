import type { DependencyContainer } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { ChatEvent, EventName, EventOf, MediaKind, PickedTime, ReplyToken } from '../chat/event.ts';
import type { MediaContent } from '../chat/platform.ts';
import type { Message } from '../chat/message.ts';
import { Engine } from '../host/engine.ts';
import { Inbox } from '../host/inbox.ts';
import { Runner } from '../host/runner.ts';
import { STORE } from '../host/tokens.ts';
import { writeWork } from '../host/work.ts';
import { toEvents } from '../line/events.ts';
import { Registry } from '../plugin/registry.ts';
import { lengthOfTime, momentOf } from './length-of-time.ts';
import type { Delivered, MemoryPlatform } from './memory-platform.ts';
import type { People } from './people.ts';
import type { Site, Sites } from './sites.ts';
import { wordsOf } from './words-of.ts';

/** Something that failed: what a group would read as "Something went wrong". */
export interface FailureView {
  readonly code: string;
  /** The error with the plugin's own lines. */
  readonly error: string;
}

/** What a member sends: its content type, such as `image/jpeg`, its bytes, and a file's name. */
export interface SentMedia extends MediaContent {
  readonly name?: string;
}

const KINDS: readonly MediaKind[] = ['image', 'video', 'audio'];

interface Parts {
  readonly root: DependencyContainer;
  readonly chat: ChatRef;
  readonly people: People;
  readonly platform: MemoryPlatform;
  readonly sites: Sites;
  readonly clock: { now: number };
  close(): Promise<void>;
}

/** One chat with one plugin in it. Each method is what somebody does, and resolves when all that follows from it has happened. */
export class TestChat {
  readonly #parts: Parts;
  #events = 0;
  /** How much had been delivered, and had failed, before the last thing that somebody did. */
  #deliveredBefore = 0;
  #failedBefore = 0;
  #failures: readonly FailureView[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The member writes a line; `@Name` of another member is a mention. `quotes`: the newest thing that somebody sent with `send`. */
  async say(
    member: string,
    text: string,
    { quotes = false }: { readonly quotes?: boolean } = {},
  ): Promise<readonly Message[]> {
    const { people, platform } = this.#parts;
    const quotedMessageId = quotes ? [...platform.contents.keys()].at(-1) : undefined;
    if (quotes && quotedMessageId === undefined)
      throw new Error('nobody has sent anything: chat.send(member, …) first');
    return this.#happen({
      type: 'message',
      memberId: people.called(member).id,
      message: {
        type: 'text',
        id: this.#id('message'),
        text,
        mentions: people.mentionsIn(text),
        ...(quotedMessageId === undefined ? {} : { quotedMessageId }),
      },
    });
  }

  /** The member sends a picture, a video, a voice message or a file. */
  async send(member: string, { name, ...content }: SentMedia): Promise<readonly Message[]> {
    const { people, platform } = this.#parts;
    const id = this.#id('message');
    platform.contents.set(id, content);
    const kind = content.type.split('/')[0];
    const type = KINDS.find((one) => one === kind) ?? 'file';
    const file = type === 'file' ? { file: { name: name ?? 'file', size: content.bytes.length } } : {};
    return this.#happen({ type: 'message', memberId: people.called(member).id, message: { type, id, ...file } });
  }

  /** The member taps the newest button with this label; `picked` (`2026-11-22T18:00`, a date or a time) where it lets one be picked. */
  async tap(member: string, label: string, picked?: string): Promise<readonly Message[]> {
    const { id } = this.#parts.people.called(member);
    const shown = this.#parts.platform.delivered.toReversed().flatMap(({ buttons }) => buttons);
    const button = shown.find((one) => one.label === label);
    if (!button) throw new Error(`no button is called ${JSON.stringify(label)}: there are ${told(shown)}`);
    if (button.prefill !== undefined)
      throw new Error(
        `${JSON.stringify(label)} only fills in a line: chat.say('${member}', ${JSON.stringify(button.prefill)})`,
      );
    return this.#happen({
      type: 'postback',
      memberId: id,
      data: button.data,
      ...(picked === undefined ? {} : { picked: pickedTime(picked) }),
    });
  }

  /** Somebody comes into the group. */
  async join(...names: readonly string[]): Promise<readonly Message[]> {
    const memberIds = names.map((name) => this.#parts.people.add(name).id);
    return this.#happen({ type: 'memberJoined', memberIds, unnamed: 0 });
  }

  /** Somebody leaves it. */
  async leave(...names: readonly string[]): Promise<readonly Message[]> {
    const memberIds = names.map((name) => this.#parts.people.remove(name).id);
    return this.#happen({ type: 'memberLeft', memberIds, unnamed: 0 });
  }

  /** The member has what is kept of them erased, as with `/privacy forget-me`: the plugin's `onMemberForgotten` runs. */
  async forget(member: string): Promise<readonly Message[]> {
    const { root, chat, people, clock } = this.#parts;
    const body = writeWork({ by: 'event', chat, forgotten: people.called(member).id });
    const rows = root
      .resolve(Registry)
      .all()
      .filter((plugin) => plugin.state === 'READY' && plugin.remembersMembers)
      .map(({ name: plugin }) => ({ plugin, body }));
    return this.#during(async () => {
      const event = { chat: chat.key, eventId: this.#id('forget'), at: clock.now, rows };
      root.resolve(Runner).take((await root.resolve(STORE).accept(event)) ?? []);
    });
  }

  /** Any other event that a manifest can ask for. */
  async happens<N extends EventName>(event: { readonly type: N } & Partial<EventOf<N>>): Promise<readonly Message[]> {
    return this.#happen(event as Happening);
  }

  /** A saved webhook of LINE's comes in, as the object that its JSON is. What happens is what would happen in a host; its chat becomes this one. */
  async receive(webhook: unknown): Promise<readonly Message[]> {
    return this.#during(async () => {
      const { clock, root, chat } = this.#parts;
      const events: ChatEvent[] = [];
      for (const event of toEvents(webhook, clock.now)) events.push(event.chat ? { ...event, chat } : event);
      if (events.length === 0) throw new Error('this webhook has no event that a host would act on');
      await root.resolve(Inbox).accept(events);
    });
  }

  /** Time goes on by `90s`, `15m`, `2h 30m`, `1d` or milliseconds; every timer that falls due goes off at its time. */
  async pass(length: string | number): Promise<readonly Message[]> {
    return this.passTo(this.now + lengthOfTime(length));
  }

  /** Time goes on up to a moment: `2026-11-22T18:00:00+09:00`, or milliseconds since 1970. */
  async passTo(moment: string | number): Promise<readonly Message[]> {
    const end = momentOf(moment);
    if (end < this.now) throw new Error('time goes forward');
    return this.#during(async () => {
      for (let next = await this.#nextMoment(end); next < end; next = await this.#nextMoment(end))
        await this.#beat(next);
      await this.#beat(end);
    });
  }

  /** What stands at a host that the plugin asks with `Fetch`. */
  site(host: string, site: Site): void {
    this.#parts.sites.set(host, site);
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#parts.clock.now;
  }

  /** The member's id, as the plugin sees it. */
  id(member: string): string {
    return this.#parts.people.called(member).id;
  }

  /** What the bot sent since the last thing that somebody did. */
  get replies(): readonly Message[] {
    return this.#recent.map(({ message }) => message);
  }

  /** The same as a person reads it. */
  get words(): string {
    return this.replies.map(wordsOf).join('\n');
  }

  /** Whether a part of `replies` was pushed, which costs. */
  get pushed(): boolean {
    return this.#recent.some(({ by }) => by === 'push');
  }

  /** Whether the bot left the chat. */
  get left(): boolean {
    return this.#parts.platform.left;
  }

  /** What failed since the last thing that somebody did. */
  get failures(): readonly FailureView[] {
    return this.#failures.slice(this.#failedBefore);
  }

  /** What waits for a free reply, as a person would read it: it goes out when somebody next writes. */
  async waiting(): Promise<readonly string[]> {
    const rows = await this.#parts.root.resolve(STORE).outbox();
    return rows.flatMap(({ body }) => (JSON.parse(body) as Message[]).map(wordsOf));
  }

  /** Done for you at the end of a test in which the chat was opened. */
  async close(): Promise<void> {
    await this.#parts.close();
  }

  get #recent(): readonly Delivered[] {
    return this.#parts.platform.delivered.slice(this.#deliveredBefore);
  }

  #id(of: string): string {
    return `${of}-${++this.#events}`;
  }

  async #happen(what: Happening): Promise<readonly Message[]> {
    const { clock, chat, root } = this.#parts;
    const id = this.#id('event');
    const reply: ReplyToken = { token: `token-${id}`, receivedAt: clock.now };
    const event = { id, chat, at: clock.now, redelivered: false, reply, ...what } as ChatEvent;
    return this.#during(() => root.resolve(Inbox).accept([event]));
  }

  async #during(act: () => Promise<void> | undefined): Promise<readonly Message[]> {
    this.#deliveredBefore = this.#parts.platform.delivered.length;
    this.#failedBefore = this.#failures.length;
    await act();
    await this.#parts.root.resolve(Engine).idle();
    const failures = await this.#parts.root.resolve(STORE).failures();
    this.#failures = failures.map(({ code, error }) => ({ code, error }));
    return this.replies;
  }

  /** When something is due next, at `end` at the latest. */
  async #nextMoment(end: number): Promise<number> {
    const store = this.#parts.root.resolve(STORE);
    const due = (await store.due(end, 1_000)).map((timer) => timer.due);
    const waiting = (await store.outbox()).flatMap(({ by, expires }) => [by ?? end, expires ?? end]);
    return Math.min(end, ...[...due, ...waiting].filter((time) => time > this.now));
  }

  async #beat(moment: number): Promise<void> {
    this.#parts.clock.now = moment;
    const engine = this.#parts.root.resolve(Engine);
    // The second one finds what the first one set off.
    for (let beats = 0; beats < 2; beats++) {
      await engine.tick();
      await engine.idle();
    }
  }
}

type Happening = { [N in EventName]: { readonly type: N } & Partial<EventOf<N>> }[EventName];

function pickedTime(picked: string): PickedTime {
  if (/^\d{4}-\d\d-\d\d$/.test(picked)) return { date: picked };
  if (/^\d\d:\d\d$/.test(picked)) return { time: picked };
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(picked)) return { datetime: picked };
  throw new Error(`${JSON.stringify(picked)} cannot be picked: write 2026-11-22, 18:00, or 2026-11-22T18:00`);
}

const told = (buttons: readonly { readonly label: string }[]): string =>
  buttons.length === 0 ? 'none' : [...new Set(buttons.map(({ label }) => JSON.stringify(label)))].join(', ');
