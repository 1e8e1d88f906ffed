/** `npm run doctor`: whether all is as it should be, and what to do where it is not. Changes nothing. */
import 'reflect-metadata';
import { join } from 'node:path';
import { argv, cwd, env, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { isFailure } from '../../core/errors.ts';
import { inspect } from '../../core/store/sqlite/inspect.ts';
import { findingsOf, type Check } from './check.ts';
import { database, disk } from './data.ts';
import type { Finding } from './finding.ts';
import { isolation, plugins, port } from './host.ts';
import { linq } from './linq.ts';
import { chatMode, clock, quota, secret, token } from './line.ts';
import { runtime, settings } from './machine.ts';
import { Patient } from './patient.ts';
import { hiding, inLines, summary } from './print.ts';
import { certificate, publicUrl } from './reach.ts';
import { byHand, sameSecret, webhookTest, webhookUrl } from './webhook.ts';

const USAGE = `npm run doctor [-- --json]   looks at the settings, this machine, the host and LINE, whether the host runs or not, and
                             says what to do; exits 1 when something is wrong`;
const EX_USAGE = 64;

const EVERYWHERE: readonly Check[] = [runtime, settings, disk, database, port];
/** Last: while plugins are loaded, a host that is stood in for could not answer LINE within its two seconds. */
const BUSY: readonly Check[] = [plugins, isolation];
const WITH_LINE: readonly Check[] = [
  token,
  secret,
  sameSecret,
  webhookUrl,
  webhookTest,
  publicUrl,
  certificate,
  chatMode,
  quota,
  clock,
  byHand,
];

/** Together, told in their order. */
async function examine(patient: Patient, tell: (findings: readonly Finding[]) => void): Promise<readonly Finding[]> {
  const checks = [
    ...EVERYWHERE,
    ...(isFailure(patient.config) || patient.config.line ? WITH_LINE : []),
    ...(patient.linq() ? [linq, ...(patient.settings().line ? [] : [publicUrl, certificate])] : []),
  ];
  const running = checks.map((check) => findingsOf(check, patient));
  const answered = Promise.all(running);
  running.push(...BUSY.map((check) => answered.then(() => findingsOf(check, patient))));
  const all: Finding[] = [];
  for (const result of running) {
    const findings = await result;
    tell(findings);
    all.push(...findings);
  }
  return all;
}

function arguments_() {
  const options = { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } as const;
  try {
    return parseArgs({ args: argv.slice(2), options }).values;
  } catch (error) {
    console.error(`tenko: ${(error as Error).message}\n${USAGE}`);
    return process.exit(EX_USAGE);
  }
}

async function main(): Promise<void> {
  const { json, help } = arguments_();
  if (help) return console.log(USAGE);
  const patient = new Patient(join(import.meta.dirname, '..'), cwd(), env);
  const hide = hiding(patient.secrets);
  const coloured = !json && stdout.isTTY && env['NO_COLOR'] === undefined;
  const all = await examine(patient, (findings) => {
    if (!json) for (const line of findings.flatMap((finding) => inLines(finding, coloured))) console.log(hide(line));
  });
  const ok = all.every(({ state }) => state !== 'wrong');
  console.log(json ? hide(JSON.stringify({ ok, findings: all }, undefined, 2)) : `\n${summary(all)}.`);
  await patient.close();
  process.exitCode = ok ? 0 : 1;
}

/** What the check of the database starts, so that a large file holds up nothing else. */
function lookInto(file: string): void {
  try {
    console.log(JSON.stringify(inspect(file)));
  } catch (error) {
    if (!isFailure(error)) throw error;
    console.log(JSON.stringify({ complaint: error.message }));
  }
}

const [, , first, file] = argv;
if (first === '--inspect' && file !== undefined) lookInto(file);
else await main();
