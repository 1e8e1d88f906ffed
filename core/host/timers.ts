import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import { isFailure } from '../errors.ts';
import { nextDue } from './planning.ts';
import { Policies } from './policies.ts';
import { Runner } from './runner.ts';
import type { Store, TimerRow } from './store.ts';
import { LOGGER, SETTINGS, STORE, type HostSettings } from './tokens.ts';
import { TRACER, type Tracer } from './tracer.ts';
import { chatOf, writeWork } from './work.ts';

/** A timer that could not run on time, for the host was down, still runs within this window; once, and late. */
const CATCH_UP = 86_400_000;
const AT_ONCE = 100;

/** Timers are rows that hold a command line. When one is due it becomes an event like any other, and only then is it gone. */
@injectable()
export class Timers {
  private looking: Promise<void> | undefined;

  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Runner) private readonly runner: Runner,
    @inject(Policies) private readonly policies: Policies,
    @inject(TRACER) private readonly tracer: Tracer,
  ) {}

  /** Looks for timers that are due. One look at a time; never rejects. */
  tick(): Promise<void> {
    this.looking ??= this.look().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async look(): Promise<void> {
    try {
      for (let due = await this.due(); due.length > 0; due = due.length === AT_ONCE ? await this.due() : [])
        await Promise.all(due.map((timer) => this.fire(timer)));
    } catch (error) {
      this.log.error(
        { err: error, ...(isFailure(error) ? { code: error.code } : {}) },
        'timers could not be looked after',
      );
    }
  }

  private due(): Promise<readonly (TimerRow & { readonly chat: string })[]> {
    return this.store.due(this.settings.now(), AT_ONCE);
  }

  private async fire(timer: TimerRow & { readonly chat: string }): Promise<void> {
    const now = this.settings.now();
    const { chat, plugin, name, due, line } = timer;
    const policy = await this.policies.of(chatOf(chat));
    if (!policy.isOn(plugin)) {
      // It may have been switched on just now: then the next look finds it so.
      if (!(await this.store.rest(chat, plugin, policy.revision))) this.policies.outdated(chatOf(chat));
      return;
    }
    const next = nextDue(timer, now, policy.timeZone);
    const tooLate = now - due > CATCH_UP;
    const event = {
      chat,
      eventId: `t:${plugin}:${name}:${due}`,
      at: now,
      rows: [{ plugin, body: writeWork({ by: 'clock', chat: chatOf(chat), line }) }],
    };
    const rows = await this.tracer.keep({ chat, eventId: event.eventId, type: 'timer' }, () =>
      this.store.fire(timer, event, {
        ...(next === undefined ? {} : { next }),
        ...(tooLate ? { missed: `it was due ${Math.round((now - due) / 3_600_000)} h ago` } : {}),
      }),
    );
    if (tooLate)
      this.log.warn({ plugin, chat, due }, 'a timer was missed by more than a day: it is among the failures');
    if (rows) this.runner.take(rows);
  }
}
