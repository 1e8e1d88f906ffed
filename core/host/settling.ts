import type { Logger } from 'pino';
import { inject, injectable } from 'tsyringe';
import type { SentMessage } from '../chat/platform.ts';
import { Failure, isFailure } from '../errors.ts';
import type { Held } from './claims.ts';
import { keptBody } from './failure-body.ts';
import { METER, type Meter } from './meter.ts';
import { NumberedCards } from './numbered-cards.ts';
import { Patience } from './patience.ts';
import type { OutboxRow, Store } from './store.ts';
import { LOGGER, STORE } from './tokens.ts';
import type { Handed } from './wording.ts';

/** Rows that are to wait for another token. */
export type Waiting = readonly OutboxRow[];
export const SETTLED: Waiting = [];

/** The platform may or may not have done what it was asked. */
export const UNKNOWN = new Set(['PLATFORM_TIMEOUT', 'PLATFORM_UNREACHABLE', 'PLATFORM_BROKEN']);

/**
 * What became of rows: sent, waiting again, or kept among the failures. Rows with the id 0 are in no store. `held` is the chat as it was in
 * this host's hands when the rows were taken up: what is written of them when it has left them rejects with `Stopping`.
 */
@injectable()
export class Settling {
  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(LOGGER) private readonly log: Logger,
    @inject(Patience) private readonly patience: Patience,
    @inject(NumberedCards) private readonly numbered: NumberedCards,
    @inject(METER) private readonly meter: Meter,
  ) {}

  settle(rows: readonly OutboxRow[], handed?: Handed, sent: readonly SentMessage[] = []): void {
    const numbered = handed?.numbered(sent) ?? [];
    this.numbered.sent(numbered);
    this.store.settled(idsOf(rows), handed?.cards(sent), numbered);
  }

  async bury(held: Held, rows: readonly OutboxRow[], code: string, error: string): Promise<void> {
    await Promise.all(
      rows.map(async (row) => {
        if (row.id === 0) return;
        await this.patience.untilThere(() => this.store.bury(row.id, code, error, keptBody(row)), held);
        this.meter.failed(code);
      }),
    );
  }

  async unknown(held: Held, rows: readonly OutboxRow[], failure: Failure | undefined): Promise<Waiting> {
    const why = failure?.message ?? 'the host ended while it was being sent';
    for (const row of rows)
      this.log.error({ ...about(row), ...failure?.details }, `nobody knows whether this was sent: ${why}`);
    await this.bury(held, rows, 'REPLY_FATE_UNKNOWN', why);
    return SETTLED;
  }

  async waitAgain(held: Held, rows: readonly OutboxRow[], change: { readonly push?: boolean } = {}): Promise<Waiting> {
    const kept = rows.filter(({ id }) => id !== 0);
    if (kept.length > 0) await this.patience.untilThere(() => this.store.waiting(idsOf(kept), change), held);
    return kept.map(untried);
  }
}

/** What a call to the platform failed with. */
export async function attempt(call: () => Promise<unknown>): Promise<Failure | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (isFailure(error)) return error;
    return new Failure(
      'PLATFORM_REJECTED',
      error instanceof Error ? error.message : String(error),
      {},
      { cause: error },
    );
  }
}

/** A row as it was before it was tried: without what it was to go out on. */
const untried = ({
  token: _token,
  receivedAt: _at,
  carriedBy: _carrier,
  retryKey: _key,
  ...row
}: OutboxRow): OutboxRow => Object.assign(row, { tried: false });

export const idsOf = (rows: readonly OutboxRow[]): number[] => rows.flatMap(({ id }) => (id === 0 ? [] : [id]));

/** What a log line says about a row; never what is in it. */
export const about = ({ kind, plugin, chat, eventId }: OutboxRow) => ({ kind, plugin, chat, event: eventId });
