import { setTimeout as pause } from 'node:timers/promises';
import { randomInt } from 'node:crypto';
import { onTestFailed } from 'vitest';
import { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { Chance } from './chance.ts';
import { CrashingHost } from './crashing-host.ts';
import type { Act } from '../support/incoming.ts';
import { Overheard } from './overheard.ts';
import { until } from '../support/until.ts';
import { Post } from './post.ts';

type Between = readonly [number, number];

/** In PostgreSQL a host that comes back waits for the lease of the one before: fewer are killed, and less waits for each. */
const isShared = process.env['DATABASE_URL'] !== undefined;
/** How often the host is killed; more of them find more. */
const KILLS = Number(process.env['CRASH_KILLS'] ?? (isShared ? 6 : 20));
const CHATS = 50;
const MEMBERS = 3;
/** How long an actor rests after each act. Milliseconds. */
const PACE: Between = isShared ? [500, 5_000] : [100, 1_500];

/** What has to do its work while it is ill-treated. */
export interface Doomed {
  /** Lines of level error or worse, of all its lives. */
  readonly errors: readonly Readonly<Record<string, unknown>>[];
  /** What is still to be done, in what it knows and in what it keeps. */
  work(): Promise<string | undefined>;
  remove(): Promise<void>;
}

export interface Group {
  readonly chatId: string;
  readonly memberIds: readonly string[];
}

/** Someone who does one thing after the other, each when the one before was taken. */
export interface Actor {
  /** What goes out together, in one POST. */
  next(): readonly Act[];
}

/** Fifty groups on a virtual LINE, and a built host that is killed while they talk to it. */
export class Trial<Host extends Doomed = CrashingHost> {
  readonly overheard: Overheard;
  readonly post: Post;
  readonly groups: readonly Group[];

  private constructor(
    readonly line: VirtualLine,
    readonly host: Host,
    readonly chance: Chance,
    chats: number,
    private readonly pace: Between,
    again?: Between,
  ) {
    this.overheard = new Overheard(line);
    this.post = new Post(line, chance.fork(), 0.01, again);
    this.groups = Array.from({ length: chats }, (_, chat) => {
      const names = Array.from({ length: MEMBERS }, (_, member) => `m${chat * MEMBERS + member}`);
      const memberIds = names.map((name) => line.world.createMember(name));
      // Somebody never answers: else a poll would be over when all others have.
      const silent = line.world.createMember('silent');
      return { chatId: line.world.createGroup(`Group ${chat}`, [...memberIds, silent]), memberIds };
    });
  }

  /** Tells the seed when the test fails: `CRASH_SEED` draws the same again. `main`: another entry than `dist/main.js`. */
  static async open(main?: string): Promise<Trial> {
    return Trial.of((line) => CrashingHost.for(line, main), { chats: CHATS, pace: PACE });
  }

  /** Of something else than one host that is killed. */
  static async of<Host extends Doomed>(
    host: (line: VirtualLine) => Promise<Host>,
    { chats, pace, again }: { readonly chats: number } & Record<'pace', Between> & Partial<Record<'again', Between>>,
  ): Promise<Trial<Host>> {
    const seed = Number(process.env['CRASH_SEED'] ?? randomInt(2 ** 31));
    const line = await VirtualLine.start({ quota: null });
    const trial = new Trial(line, await host(line), new Chance(seed), chats, pace, again);
    onTestFailed(() => {
      console.error(`CRASH_SEED=${seed} CRASH_KILLS=${KILLS}`, trial.told());
      for (const error of trial.host.errors.slice(-5)) console.error(JSON.stringify(error));
    });
    return trial;
  }

  /** Everyone acts while the host is killed again and again, and is left running in the end. Resolves when all was acknowledged. */
  async kill(this: Trial, actors: readonly Actor[]): Promise<void> {
    await this.during(actors, this.host.killAtRandom(KILLS, this.chance.fork()));
  }

  /** Everyone acts while something befalls the host. Resolves when all was acknowledged. */
  async during(actors: readonly Actor[], what: Promise<void>): Promise<void> {
    const over = new AbortController();
    const acting = actors.map(async (actor) => {
      const chance = this.chance.fork();
      while (!over.signal.aborted) {
        await pause(chance.between(...this.pace));
        await this.post.send(actor.next());
      }
    });
    await Promise.race([what, Promise.all(acting)]);
    over.abort();
    await Promise.all(acting);
    await this.post.settled();
  }

  /** Until the host has nothing left to do, in what it knows and in what it keeps. */
  async quiet(milliseconds = 30_000): Promise<void> {
    await this.line.settled();
    await until('a quiet host', () => this.host.work(), milliseconds);
  }

  async close(): Promise<void> {
    await this.host.remove();
    await this.line.stop();
  }

  /** What happened, in a few numbers. */
  told(): object {
    const { posted, redelivered, repeated } = this.post;
    return { commands: posted.length, redelivered, repeated, ...this.overheard.traffic() };
  }
}
