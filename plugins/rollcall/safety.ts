/** A safety check: asked, answered, and begun by whoever needs help. */
import { inLine, type Options, type Reply } from 'tenko';
import { safetyEnds } from './agenda.ts';
import { answer } from './answering.ts';
import { create } from './asking.ts';
import type { Desk } from './desk.ts';
import type manifest from './plugin.json';
import { LIMITS, type RollCall } from './roll-call.ts';
import { takeNumber } from './which.ts';

type Given<Path extends string> = Options<typeof manifest, Path>;

const NAME_GRAPHEMES = 20;

/** One tap, asked again and again with the next free reply until everyone who is known has answered. */
export async function askSafety(desk: Desk, { title }: Given<'rollcall safety'>): Promise<Reply> {
  return desk.cardOf(await create(desk, { kind: 'safety', title, until: safetyEnds(desk.now) }));
}

export async function safe(desk: Desk, given: Given<'rollcall safe'>): Promise<void> {
  const { note, number } = await takeNumber(desk.calls, given.note ?? '', given.call);
  const call = await checkOf(desk, number);
  if (call === undefined) throw desk.refusal('no-safety');
  const from = desk.caller.by === 'message' ? desk.caller.invocation : undefined;
  await desk.keep(call, desk.ruled(answer(call, desk.someone(), { status: 'yes', words: note, from }), call));
}

/** Whoever needs help is asked nothing and refused nothing: where no safety check is open, theirs is the first answer of a new one. */
export async function sos(desk: Desk, given: Given<'rollcall sos'>): Promise<Reply> {
  const { caller, calls, texts, now } = desk;
  const { note, number } = await takeNumber(calls, given.note ?? '', given.call);
  const words = inLine(note, LIMITS.noteLength);
  const open = await checkOf(desk, number);
  const isFull = open === undefined && (await calls.index()).open.length >= LIMITS.openCalls;
  if (caller.id === undefined || isFull)
    return texts.t('sos-unnamed', { where: words === '' ? 'none' : 'said', words });
  const title = texts.t('sos-title', { name: inLine(await caller.displayName(), NAME_GRAPHEMES) });
  const call = open ?? (await create(desk, { kind: 'safety', title, until: safetyEnds(now) }));
  const from = caller.by === 'message' ? caller.invocation : undefined;
  await desk.keep(call, desk.ruled(answer(call, caller.id, { status: 'no', words, from }), call));
}

/** The safety check that is meant: the newest one that is open, unless another one is named. */
async function checkOf(desk: Desk, number: string | undefined): Promise<RollCall | undefined> {
  const checks = (await desk.open()).filter(({ kind }) => kind === 'safety');
  const named = number === undefined ? undefined : await desk.which(number, 'any');
  return checks.find((check) => check.number === named?.number) ?? checks.at(-1);
}
