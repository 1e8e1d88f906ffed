/**
 * A stage for attempts, in a process of its own, that ends with it if need be: an attacker and another plugin beside it, both in isolates
 * or both in process. Says what each attempt came to, one JSON object a line.
 */
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadedPlugin, Trust } from '../../core/plugin/loader.ts';
import { bridge, isolates } from '../support/isolates.ts';
import { ATTEMPTS, type Target } from './attempts.ts';

/** What a test gets to read of an attempt. */
export interface Came {
  readonly name: string;
  /** What the attacker got, or changed. */
  readonly loot?: string;
  /** How it was refused. */
  readonly refused?: string;
}

const [trust, folders, target, ...names] = process.argv.slice(2) as [Trust, string, string, ...string[]];
const given = JSON.parse(readFileSync(target, 'utf8')) as Target;
const { attacker, victim } = JSON.parse(folders) as { attacker: string; victim: string };
const place = isolates(given.folder, { handlerTimeout: 1_000 });
const [stringify, parse] = [JSON.stringify, JSON.parse];

/** The calls of a host: each plugin has its own storage, kept as JSON text. */
function host() {
  const kept = new Map<string, string>([['list', '{"a":1}']]);
  return {
    'storage.get': async (key: string) => {
      const text = kept.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    'storage.set': async (key: string, value: unknown) => void kept.set(key, JSON.stringify(value)),
    'log.write': () => undefined,
  };
}
const hosts = { attacker: host(), victim: host() };

const run = async (plugin: LoadedPlugin, method: string, calls: ReturnType<typeof host>): Promise<unknown> =>
  plugin.scope.run(method, { given: { ...given } }, bridge(calls));

const tell = (came: Came): void => void process.stdout.write(`${stringify(came)}\n`);
const text = (value: unknown): string => (typeof value === 'string' ? value : (stringify(value) ?? ''));

async function attempt(name: string, own: LoadedPlugin, other: LoadedPlugin): Promise<Came> {
  let loot = '';
  let refused: string | undefined;
  try {
    const value = await run(own, `attempt${ATTEMPTS.findIndex((one) => one.name === name)}`, hosts.attacker);
    loot = text(value).slice(0, 200);
  } catch (error) {
    refused = String(error).slice(0, 200);
  }
  // The life of a host goes on: another plugin works, and an event with its reply token is kept.
  const secret = await run(other, 'write', hosts.victim);
  const read = await run(other, 'read', hosts.victim);
  JSON.stringify({ reply: { token: 'token of somebody' } });
  await pause(60);
  if (read !== 'mine: secret of the victim' || secret !== 'written') loot += ` the other plugin says ${text(read)}`;
  const { polluted } = {} as { polluted?: string };
  if (polluted !== undefined) loot += ` everything is polluted ${polluted}`;
  if (typeof setTimeout !== 'function' || JSON.stringify !== stringify || JSON.parse !== parse)
    loot += ' the globals are not what they were';
  const heard = text(await run(own, 'collect', hosts.attacker));
  if (heard !== '') loot += ` heard ${heard}`;
  return { name, ...(loot === '' ? {} : { loot }), ...(refused === undefined ? {} : { refused }) };
}

const [own, other] = [await place.ready(attacker, trust), await place.ready(victim, trust)];
for (const name of names) tell(await attempt(name, own, other));
await place.stop();
process.exit(0);
