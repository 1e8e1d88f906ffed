import { createHash } from 'node:crypto';
import type { OptionValue } from '../command/parser.ts';
import type { Caller } from '../plugin/tokens.ts';
import type { StorageView } from './storage-view.ts';

/** One plugin has this many lines waiting in one chat; a newer one takes the place of the oldest. */
const AT_ONCE = 20;
/** For so long a tap on a card is told what became of it. */
const REMEMBERED = 86_400_000;

/** A command line that was asked for and waits: for the taps of others, or for its own member to confirm it. */
export interface Asking {
  readonly id: string;
  readonly command: string;
  readonly subcommand?: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  /** As it was typed, to be read on the card and to be typed again. */
  readonly line: string;
  /** Who asked: it runs as theirs. */
  readonly memberId: string;
  readonly by: Caller['by'];
  /** The event that asked. */
  readonly eventId: string;
  /** When the time is up, milliseconds since 1970. */
  readonly until: number;
  /** Members who agreed, in their order. */
  readonly taps: readonly string[];
}

/** What is left of one that has run. */
interface Over extends Pick<Asking, 'id' | 'command' | 'subcommand' | 'until'> {
  readonly over: true;
}

const key = (id: string): string => `ask/${id}`;

/** A moment is no JSON: it is kept as an object that no option's value looks like. */
type Kept = Omit<Asking, 'options'> & { readonly options: Readonly<Record<string, unknown>> };

const each = (value: unknown, map: (one: unknown) => unknown): unknown =>
  Array.isArray(value) ? (value as unknown[]).map(map) : map(value);
const freeze = (value: unknown): unknown => (value instanceof Date ? { moment: value.getTime() } : value);
const thaw = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'moment' in value ? new Date(value.moment as number) : value;

function mapped(options: object, map: (one: unknown) => unknown): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(options)) result[name] = each(value, map);
  return result;
}

/**
 * The same command with the same options is the same asking, whoever types it; with `memberId` each member has one of their own. A
 * member counts by their id alone, for their name may be typed in more than one way.
 */
export function askingId(
  { command, subcommand, options }: Pick<Asking, 'command' | 'subcommand' | 'options'>,
  memberId?: string,
): string {
  const told = mapped(options, (value) =>
    typeof value === 'object' && value !== null && 'id' in value ? value.id : freeze(value),
  );
  const sorted = Object.entries(told).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([command, subcommand, sorted, memberId]))
    .digest()
    .subarray(0, 9)
    .toString('base64url');
}

/** Lines that wait, among the reserved keys of their plugin's mailbox: durable, and counted with the command that changes them. */
export class Askings {
  constructor(
    private readonly view: StorageView,
    private readonly now: number,
  ) {}

  async find(id: string): Promise<Asking | Over | undefined> {
    const kept = await this.view.kept<Kept | Over>(key(id));
    if (kept === undefined || 'over' in kept) return kept;
    return { ...kept, options: mapped(kept.options, thaw) as Asking['options'] };
  }

  isLive({ until }: Asking): boolean {
    return this.now <= until;
  }

  /** A new one. What has been over for long makes room. */
  async add(asking: Asking): Promise<void> {
    const others = (await this.view.allKept<Kept | Over>('ask/')).filter(({ id }) => id !== asking.id);
    const old = others.filter(({ until }) => until + REMEMBERED < this.now);
    const young = others.filter((one) => !old.includes(one)).sort((a, b) => a.until - b.until);
    for (const { id } of [...old, ...young.slice(0, Math.max(0, young.length - AT_ONCE + 1))])
      this.view.keep(key(id), undefined);
    this.change(asking);
  }

  change(asking: Asking): void {
    this.view.keep(key(asking.id), { ...asking, options: mapped(asking.options, freeze) });
  }

  /** Who asked has taken it back: its id, if it was waiting. */
  async withdraw(eventId: string): Promise<string | undefined> {
    const all = await this.view.allKept<Kept | Over>('ask/');
    const asking = all.find((one) => !('over' in one) && one.eventId === eventId);
    if (asking) this.view.keep(key(asking.id), undefined);
    return asking?.id;
  }

  /** It runs, with what is committed now; a later tap is told so. */
  over({ id, command, subcommand }: Asking): void {
    const named = { id, command, ...(subcommand === undefined ? {} : { subcommand }) };
    this.view.keep(key(id), { ...named, until: this.now, over: true } satisfies Over);
  }
}
