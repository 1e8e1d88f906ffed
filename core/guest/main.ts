/**
 * The inside of an isolate: a process of its own, without files, network, environment or processes, that runs one foreign plugin for all
 * of its chats. It talks with the host through its two pipes alone.
 */
import './lockdown.ts';
import 'reflect-metadata';
import { takeApart } from '../plugin/isolate/crossing.ts';
import { unpackDates } from '../plugin/isolate/dates.ts';
import type { PluginScope } from '../plugin/scope.ts';
import { die } from './endowments.ts';
import { receive, send } from './pipe.ts';
import { open } from './realm.ts';
import { bridgeOf, current, Run, type RunMessage } from './run.ts';

let scope: PluginScope | undefined;
const runs = new Map<string, Run>();

/** How long after an invocation the isolate tidies up, milliseconds: one that idles weighs as little as a new one. */
const TIDY_AFTER = 1_000;
const { gc } = globalThis;
let tidying: NodeJS.Timeout | undefined;

function tidy(): void {
  tidying = undefined;
  if (runs.size === 0) gc?.();
}

async function run({ run: handle, method, argument, snapshot, known }: RunMessage): Promise<void> {
  send({ type: 'started', run: handle });
  const run = new Run(handle, known);
  runs.set(handle, run);
  try {
    const value = await current.run(run, () => scope!.run(method, unpackDates(argument), bridgeOf(run, snapshot)));
    run.end();
    send({ type: 'done', run: handle, value });
  } catch (error) {
    run.end();
    send({ type: 'failed', run: handle, error: takeApart(error) });
  } finally {
    runs.delete(handle);
    tidying ??= setTimeout(tidy, TIDY_AFTER).unref();
  }
}

receive((message) => {
  if (message.type === 'run') void run(message);
  else if (message.type === 'answer') runs.get(message.run)?.answered(message.call, message.value, message.error);
  else if (message.type === 'ping') send({ type: 'pong' });
  else {
    try {
      const opened = open(message.cargo);
      scope = opened.scope;
      send({ type: 'loaded', methods: opened.methods });
    } catch (error) {
      send({ type: 'broken', error: takeApart(error) });
    }
  }
});

process.on('uncaughtException', die);
process.on('unhandledRejection', die);
