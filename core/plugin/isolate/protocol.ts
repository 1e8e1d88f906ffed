import type { Snapshot } from '../bridge.ts';
import type { Manifest } from '../manifest.ts';
import type { Locales } from '../messages.ts';
import type { CrossingError } from './crossing.ts';

/** All that an isolate is told when it starts: its plugin. */
export interface Cargo {
  readonly code: string;
  /** What the bundle is called in stacks. */
  readonly file: string;
  readonly manifest: Manifest;
  readonly locales: Locales;
}

/** How many lines stand before the bundle when an isolate compiles it. */
export const LINES_ABOVE = 1;

/** From the host to the isolate. `run` is an invocation's handle: it cannot be guessed, and is dead when the invocation has ended. */
export type ToGuest =
  | { readonly type: 'load'; readonly cargo: Cargo }
  | {
      readonly type: 'run';
      readonly run: string;
      readonly method: string;
      readonly argument: unknown;
      readonly snapshot: Snapshot;
      /** Answers of the calls that are answered from what is known at the start, by the call's name. */
      readonly known: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'answer';
      readonly run: string;
      readonly call: number;
      readonly value?: unknown;
      readonly error?: CrossingError;
    }
  | { readonly type: 'ping' };

/** From the isolate to the host, if the isolate is honest. The host believes none of it. */
export type ToHost =
  | { readonly type: 'loaded'; readonly methods: readonly string[] }
  | { readonly type: 'broken'; readonly error: CrossingError }
  /** The isolate got to this invocation: whatever keeps it busy from here on is not what it did before. */
  | { readonly type: 'started'; readonly run: string }
  | {
      readonly type: 'call';
      readonly run: string;
      readonly call?: number;
      readonly name: string;
      readonly args: readonly unknown[];
    }
  | { readonly type: 'done'; readonly run: string; readonly value?: unknown }
  | { readonly type: 'failed'; readonly run: string; readonly error: CrossingError }
  /** Something threw where nobody could catch it, a timer for example: the isolate ends. */
  | { readonly type: 'died'; readonly run?: string; readonly error: CrossingError }
  /** `console` outside of any invocation. */
  | { readonly type: 'said'; readonly text: string }
  | { readonly type: 'pong' };
