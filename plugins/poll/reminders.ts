import { inLine, type Caller, type Chat, type Clock, type Reply, type Schedule, type Texts } from 'tenko';
import { mentionsOf, type People } from './people.ts';
import { refusal } from './refusals.ts';
import { reminder, typedMoment } from './reminder.ts';
import { reminderExpires, type Poll } from './rules.ts';
import { tally } from './tally.ts';
import { remindAt } from './timer.ts';
import { momentOf, questionOf } from './words.ts';

const MENTIONED = 100;

/** Tells those who have not answered. It costs nothing, unless somebody who may do so wants it pushed, and has seen the price. */
export class Reminders {
  constructor(
    private readonly chat: Chat,
    private readonly caller: Caller,
    private readonly schedule: Schedule,
    private readonly texts: Texts,
    private readonly clock: Clock,
  ) {}

  /** Now: with this very answer, or when the clock has armed it, with the next one here. */
  send(poll: Poll, answered: readonly string[], people: People, push: boolean): Reply {
    const now = this.clock.now();
    const isClock = this.caller.by === 'clock';
    this.chat.notice(reminder(poll, answered, people, MENTIONED, this.texts), {
      expires: reminderExpires(poll, now),
      key: `poll-${poll.number}-remind`,
      ...(isClock && push ? { by: now } : {}),
    });
    return isClock ? undefined : this.texts.t('reminded', this.values(poll));
  }

  /** Later, by the clock. Says what a push would cost before it is one. */
  async arm(poll: Poll, at: number, push: boolean): Promise<Reply> {
    const now = this.clock.now();
    if (at <= now) throw refusal(this.texts, 'until-past', { ...poll, until: at });
    if (poll.until !== undefined && at >= poll.until) throw refusal(this.texts, 'remind-late', poll);
    await remindAt(this.schedule, poll, at, push);
    const values = { ...this.values(poll), moment: momentOf(at, this.texts) };
    const price = await this.price();
    if (push) return [this.texts.t('remind-push', values), ...price].join('\n');
    const command = `/poll remind --at "${typedMoment(at, this.texts.timeZone)}" --push --poll ${poll.number}`;
    const isAffordable = price.length > 0;
    return {
      type: 'text',
      text: [this.texts.t('remind-armed', values), ...price].join('\n'),
      ...(isAffordable ? { buttons: [{ label: this.texts.t('button-push'), command }] } : {}),
    };
  }

  /** Who has to say again what they chose, since the meaning of it changed. */
  confirmAgain(before: Poll, poll: Poll, people: People): Reply {
    const waiting = tally(before).pending;
    const fresh = tally(poll).pending.filter((id) => !waiting.includes(id));
    if (fresh.length === 0) return undefined;
    return {
      type: 'text',
      text: [`${this.texts.t('confirm-again', { count: fresh.length })}\n`, ...mentionsOf(fresh, people, MENTIONED)],
    };
  }

  /** A courtesy: where the platform does not tell, nothing is said of it. */
  private async price(): Promise<readonly string[]> {
    try {
      const { people, left } = await this.chat.pushCost();
      return [left === undefined ? this.texts.t('price', { people }) : this.texts.t('price-of', { people, left })];
    } catch (error) {
      const code: unknown = (error as { code?: unknown } | null)?.code;
      if (typeof code !== 'string' || !code.startsWith('PLATFORM_')) throw error;
      return [];
    }
  }

  private values(poll: Poll) {
    return { question: inLine(questionOf(poll, this.texts)), number: poll.number };
  }
}
