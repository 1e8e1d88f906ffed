import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VirtualLine } from '../../core/simulator/virtual-line.ts';
import type { WebhookEvent } from '../../core/simulator/webhook/event.ts';
import { HostFile } from '../support/host-file.ts';
import { eventOf } from '../support/incoming.ts';
import { startTenko, words, type Tenko } from '../support/tenko.ts';
import { until } from '../support/until.ts';
import { Model, type Books } from './model.ts';
import { CHATS, MEMBERS, type Step, type Typed } from './script.ts';

const PLUGINS = fileURLToPath(new URL('../fixtures/plugins', import.meta.url));
/** Sunday, 22 November 2026, noon in Tokyo. */
const NOON = Date.UTC(2026, 10, 22, 3, 0);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PATIENCE = 5_000;
/** Four notices fit beside one answer; no script makes more than these take. */
const ANSWERS = 60;
const WAITS = 'said 0 times, dropped 0 times';
const DONE = 'said or dropped, once';

/** The real engine beside its model: every step is done to both, and after every step they must agree. */
export class Stage {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tenko-model-'));
  readonly #model = new Model(CHATS, NOON);
  readonly #members: readonly string[];
  readonly #chats: readonly string[];
  readonly #taken: { readonly event: WebhookEvent; readonly at: number }[] = [];
  #tenko: Tenko | undefined;
  #entries = 0;

  private constructor(private readonly line: VirtualLine) {
    this.#members = Array.from({ length: MEMBERS }, (_, index) => line.world.createMember(`m${index}`));
    this.#chats = Array.from({ length: CHATS }, (_, index) => line.world.createGroup(`Group ${index}`, this.#members));
  }

  static async open(): Promise<Stage> {
    const clock = { now: () => NOON };
    const line = await VirtualLine.start({ quota: null, now: () => clock.now() });
    const stage = new Stage(line);
    clock.now = () => stage.#model.now;
    await stage.#start();
    return stage;
  }

  async close(): Promise<void> {
    await this.#stop();
    await this.line.stop();
    rmSync(this.#folder, { recursive: true });
  }

  async play(step: Step): Promise<void> {
    if (step.do === 'webhook') await this.#webhook(step.typed);
    else if (step.do === 'again') await this.#again(step.back, step.redelivered);
    else if (step.do === 'wait') await this.#wait(step.minutes, step.down);
    else if (step.do === 'restart') await this.#restart();
    else await this.#move(step.do, step.chat);
    await this.#agree();
  }

  /** The bot comes back everywhere, and answers until no notice waits for an answer any more. */
  async finish(): Promise<void> {
    for (let chat = 0; chat < CHATS; chat++) await this.play({ do: 'join', chat });
    const open = (): string[] => this.#model.notices.filter((notice) => this.#fate(notice) === WAITS);
    for (let answers = 0; answers < ANSWERS && open().length > 0; answers++) {
      const typed = this.#chats.map((_, chat): Typed => ({ chat, member: 0, word: 'add', wait: 0 }));
      await this.play({ do: 'webhook', typed });
    }
    const fates = this.#model.notices.map((notice) => `${notice}: ${this.#fate(notice)}`);
    deepStrictEqual(
      fates.filter((fate) => !fate.endsWith(DONE)),
      [],
    );
    await this.#stop();
    const file = this.#file();
    deepStrictEqual(file.waiting(), []);
    file.close();
  }

  async #webhook(typed: readonly Typed[]): Promise<void> {
    const model = this.#model;
    const events = typed.flatMap(({ chat, member, word, wait }) => {
      if (!model.present[chat]) return [];
      const entry = `e${String(++this.#entries).padStart(4, '0')}`;
      // A few milliseconds apart, so that no two timers of a chat are due together.
      const milliseconds = wait * MINUTE + this.#entries;
      const sets = word === 'later' || word === 'someday' ? ` ${milliseconds}` : '';
      const act = { chatId: this.#chats[chat]!, memberId: this.#members[member]!, line: `/${word} ${entry}${sets}` };
      const event = eventOf(this.line, act, model.now);
      model.run(chat, word, entry, milliseconds, event.webhookEventId);
      return [event];
    });
    if (events.length === 0) return;
    this.#taken.push(...events.map((event) => ({ event, at: model.now })));
    strictEqual((await this.line.deliver(events)).status, 200);
  }

  async #again(back: number, redelivered: boolean): Promise<void> {
    const taken = this.#taken.at(-1 - back);
    if (taken === undefined || this.#model.now - taken.at > DAY) return;
    const outcome = redelivered ? this.line.redeliver([taken.event]) : this.line.deliver([taken.event]);
    strictEqual((await outcome).status, 200);
  }

  async #wait(minutes: number, down: boolean): Promise<void> {
    if (down) await this.#stop();
    this.#model.pass(minutes * MINUTE);
    if (down) await this.#start();
  }

  async #restart(): Promise<void> {
    await this.#stop();
    await this.#start();
  }

  async #move(how: 'leave' | 'join', chat: number): Promise<void> {
    if (this.#model.present[chat] === (how === 'join')) return;
    if (how === 'leave') this.line.world.removeBot(this.#chats[chat]!);
    else this.line.world.addBot(this.#chats[chat]!);
    await this.line.settled();
    if (how === 'leave') this.#model.leave(chat);
    else this.#model.join(chat);
  }

  async #start(): Promise<void> {
    this.#tenko = await startTenko({
      on: this.line,
      dataDir: this.#folder,
      plugins: PLUGINS,
      settings: { now: () => this.#model.now },
    });
  }

  async #stop(): Promise<void> {
    await this.#tenko?.stop();
    this.#tenko = undefined;
  }

  /** The clock's work is done on the engine's heartbeat, so it may take a moment; then nothing more may come. */
  async #agree(): Promise<void> {
    await this.#tenko!.quiet();
    const differs = (): string | undefined => {
      const [real, right] = [JSON.stringify(this.#real()), JSON.stringify(this.#right())];
      return real === right ? undefined : `\n${right}\nand it is\n${real}`;
    };
    await until('the engine to do as the model does', differs, PATIENCE);
    await this.#tenko!.beat();
    deepStrictEqual(this.#real(), this.#right());
  }

  #right(): object {
    const { books, replies, broken, missed } = this.#model;
    const replied = Object.fromEntries(replies.map((reply) => [reply, 1]));
    return { books, replied, apologies: broken.map(() => 1), broken: broken.toSorted(), missed: missed.toSorted() };
  }

  #real(): object {
    const file = this.#file();
    const kept = (plugin: string): string[][] =>
      this.#chats.map((id) =>
        file
          .entries(plugin)
          .filter(({ chat }) => chat.endsWith(`/${id}`))
          .map(({ entry }) => entry),
      );
    const [ledger, daybook] = [kept('ledger'), kept('daybook')];
    const books = ledger.map((entries, chat): Books => ({ ledger: entries, daybook: daybook[chat]! }));
    const failures = file.failures();
    file.close();
    const said = this.#said();
    return {
      books,
      replied: Object.fromEntries(
        this.#model.replies.map((reply) => [reply, said.filter((text) => text === reply).length]),
      ),
      apologies: this.#model.broken.map((id) => said.filter((text) => text.includes(`under ${id.slice(-6)}.`)).length),
      broken: failures.flatMap(({ kind, eventId }) => (kind === 'event' ? [eventId] : [])).toSorted(),
      missed: failures.flatMap(({ kind, eventId }) => (kind === 'timer' ? [eventId.split(':')[2]!] : [])).toSorted(),
    };
  }

  #fate(notice: string): string {
    const file = this.#file();
    const dropped = file
      .failures()
      .filter(({ kind, body }) => kind === 'notice' && body.includes(`"${notice}"`)).length;
    file.close();
    const times = this.#said().filter((text) => text === notice).length;
    return times + dropped === 1 ? DONE : `said ${times} times, dropped ${dropped} times`;
  }

  #said(): string[] {
    return this.#chats.flatMap((chat) => this.#tenko!.fromBot(chat).map((message) => words([message])));
  }

  #file(): HostFile {
    return new HostFile(join(this.#folder, 'tenko.db'));
  }
}
