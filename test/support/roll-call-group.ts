/** A group in which the plugin runs without a host: lines are typed and read as the host reads them. */
import type { Card, Message } from 'tenko';
import { expect } from 'vitest';
import type { Language } from '../../core/command/definition.ts';
import { FakeMembers, PluginBench, type Sent } from './plugin-bench.ts';
import { typed } from './typed.ts';
import { Desk } from '../../plugins/rollcall/desk.ts';
import RollCall from '../../plugins/rollcall/index.ts';
import manifest from '../../plugins/rollcall/plugin.json' with { type: 'json' };

const NAMES = { U1: 'Aki', U2: 'Bo', U3: 'Chai', U4: 'Dai' };

export function rollCallGroup(language: Language = 'en', names: Readonly<Record<string, string>> = NAMES) {
  const bench = new PluginBench(
    'plugins/rollcall',
    new FakeMembers(names),
    ({ chat, caller, members, storage, schedule, downloads, texts, log, clock }) =>
      new RollCall(new Desk(chat, caller, members, storage, schedule, downloads, texts, log, clock)),
    language,
  );
  type Handlers = Readonly<Record<string, (options: object) => unknown>>;
  return {
    bench,
    /** What the chat gets to see of a line that a member types, in order. */
    async say(who: string | undefined, line: string, invocation = 'typed'): Promise<readonly Sent[]> {
      const parsed = typed(manifest, line, { now: bench.clock.time, members: bench.members.members });
      if (!parsed?.ok) throw new Error(`the host does not understand ${line}: ${JSON.stringify(parsed)}`);
      const { method, options } = parsed;
      return bench.run(who, (plugin) => (plugin as unknown as Handlers)[method]?.(options), 'message', invocation);
    },
  };
}

export function cardOf(sent: readonly Sent[]): Card {
  const message = sent[0]?.message;
  if (typeof message !== 'object' || message.type !== 'card') throw new Error('no card was sent');
  return message;
}

export const barsOf = (sent: readonly Sent[]) =>
  cardOf(sent).bars?.map(({ label, value, note }) => [label, value, ...(note === undefined ? [] : [note])].join(' · '));

/** A message as it is read: whoever is mentioned by their name. */
export function wordsOf(message: Message | undefined): string {
  if (typeof message === 'string') return message;
  if (message?.type !== 'text') return '';
  const parts = typeof message.text === 'string' ? [message.text] : message.text;
  return parts.map((part) => (typeof part === 'string' ? part : `@${part.name}`)).join('');
}

export const refusal = (words: RegExp): unknown =>
  expect.objectContaining({ name: 'Refusal', message: expect.stringMatching(words) as string });
