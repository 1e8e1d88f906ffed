import type { InjectionToken } from 'tsyringe';
import type { ChatRef } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { Exchanging } from '../chat/exchanges.ts';
import type { Failure } from '../errors.ts';
import type { InboxRow, OutboxRow } from './store.ts';
import type { Work } from './work.ts';

/** Short words and counts. Never what a member wrote, a token, or the id of a member or a chat. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

/** An event by what names it wherever it is run: its own id is one of its chat's. */
export interface Traced {
  readonly chat: string;
  readonly eventId: string;
}

/** A stretch of work that is under way. */
export interface OpenSpan {
  add(facts: SpanFacts): void;
  /** It ended badly, with this code. */
  fail(code: string): void;
}

/**
 * Follows each event from its webhook to its reply, for whoever draws that as one trace. Every way through it runs the work that it was
 * given, once, and gives back what that gives back; nothing here throws or waits by itself.
 */
export interface Tracer {
  /** A webhook has come in with these events; `route` is its path. */
  arrived(route: string, events: readonly ChatEvent[]): void;
  /** It was answered. */
  answered(events: readonly ChatEvent[], status: number): void;
  /** The host is about to say something to an event of which nothing is kept. */
  spoken(event: Traced): void;
  /** An event is made durable; `keep` resolves to nothing for one that was kept before. `type`: of the event, or `timer`. */
  keep<T>(event: Traced & { readonly type: string }, keep: () => Promise<T>): Promise<T>;
  /** What is done for a row of the inbox, until it is settled. */
  invocation<T>(row: InboxRow, by: Work['by'], run: () => Promise<T>): Promise<T>;
  /** A part of what is under way. */
  part<T>(name: string, facts: SpanFacts, run: (span: OpenSpan) => Promise<T>): Promise<T>;
  /** Rows go out in one call: the first is answered, the others ride along. Resolves to what went wrong. */
  sending(
    what: 'reply' | 'push' | 'deed',
    chat: ChatRef,
    rows: readonly OutboxRow[],
    send: () => Promise<Failure | undefined>,
  ): Promise<Failure | undefined>;
  /** One HTTP exchange with a platform, a part of what is under way. */
  readonly exchanging?: Exchanging;
}

export const TRACER: InjectionToken<Tracer> = Symbol('Tracer');

const NO_SPAN: OpenSpan = { add: () => undefined, fail: () => undefined };

/** Follows nothing. */
export const UNTRACED: Tracer = {
  arrived: () => undefined,
  answered: () => undefined,
  spoken: () => undefined,
  keep: (_event, keep) => keep(),
  invocation: (_row, _by, run) => run(),
  part: (_name, _facts, run) => run(NO_SPAN),
  sending: (_what, _chat, _rows, send) => send(),
};
