import { LRUCache } from 'lru-cache';
import { inject, injectable } from 'tsyringe';
import { nothing, type Outcome } from './dispatcher.ts';
import type { ChatPolicy } from './policy.ts';
import type { InboxRow, Store } from './store.ts';
import { SETTINGS, STORE, type HostSettings } from './tokens.ts';
import type { Work } from './work.ts';
import { hostText } from './words.ts';

/** A plugin that is off says so at most once in this time, in one chat. */
const SAID_FOR = 600_000;

/**
 * What becomes of work for a plugin that is switched off in a chat. A command is answered with one honest line, and then not again for a
 * while; an event does not reach the plugin. Nothing that was planned is lost: its timers rest, and what was due meanwhile runs once the
 * plugin is on again.
 */
@injectable()
export class SwitchedOff {
  private readonly said: LRUCache<string, true>;

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) settings: HostSettings,
  ) {
    this.said = new LRUCache({ max: 10_000, ttl: SAID_FOR, perf: { now: settings.now }, ttlResolution: 0 });
  }

  /** `command`: the name of the command that was typed or tapped; absent with an event. */
  async outcome(row: InboxRow, work: Work, policy: ChatPolicy, command?: string): Promise<Outcome> {
    if (work.by === 'clock') return this.resting(row, work);
    const key = `${row.plugin} ${row.chat}`;
    if (command === undefined || this.said.has(key)) return nothing();
    this.said.set(key, true);
    const text = hostText(policy.language, 'plugin-off', { command, plugin: row.plugin });
    return { ...nothing(), replies: [{ type: 'text', text }] };
  }

  /** It went off just before the plugin was switched off: it is due again, and found resting with the others. */
  private async resting({ eventId, at, plugin, chat }: InboxRow, { line = '' }: Work): Promise<Outcome> {
    const outcome = nothing();
    // `t:<plugin>:<name>:<due>`, as the engine names the event of a timer.
    const mark = `t:${plugin}:`;
    const name = eventId.startsWith(mark) ? eventId.slice(mark.length, eventId.lastIndexOf(':')) : line.slice(0, 200);
    const timers = await this.store.timers(chat, plugin);
    // One that repeats is planned again already.
    if (!timers.some((timer) => timer.name === name)) outcome.transaction.timer(name, { name, due: at + 1, line });
    return outcome;
  }
}
