import type { Census } from '../chat/census.ts';
import type { ChatRef } from '../chat/chat.ts';
import type { Platform } from '../chat/platform.ts';
import type { Language } from '../command/definition.ts';
import { Refusal } from '../errors.ts';
import type { Deed } from './deeds.ts';
import { hostText } from './host-text.ts';

/** Those that need a group of some size, with what is said in one that is too small. */
const TOO_FEW = {
  leave: 'too-few-to-leave',
  addMember: 'too-few-to-add',
  removeMember: 'too-few-to-remove',
} as const;

interface Knowing {
  readonly census: Census;
  readonly language: Language;
}

/** What each leaves behind it. */
const CHANGES: Readonly<Partial<Record<Deed['kind'], number>>> = { addMember: 1, removeMember: -1 };

/**
 * Throws a refusal, in words for the member, for deeds that the platform would refuse in a group of this size, and for adding somebody
 * who is here; before any of them is done, and before anything of the command has happened. Rejects with a platform code.
 */
export async function checkSize(
  deeds: readonly Deed[],
  platform: Platform,
  chat: ChatRef,
  { census, language }: Knowing,
): Promise<void> {
  const { peopleFor = {} } = platform;
  if (!deeds.some(({ kind }) => kind in peopleFor)) return;
  let people = (await census.count(chat)) + 1;
  for (const { kind, with: what } of deeds) {
    if (kind === 'addMember') await checkAbsent(platform.memberIdOf?.(String(what)), chat, { census, language });
    const least = kind in TOO_FEW ? peopleFor[kind as keyof typeof TOO_FEW] : undefined;
    if (least !== undefined && people < least)
      throw new Refusal(hostText(language, TOO_FEW[kind as keyof typeof TOO_FEW], { least, people }));
    people += CHANGES[kind] ?? 0;
  }
}

/** Of somebody who is here no event would ever tell that they came. */
async function checkAbsent(memberId: string | undefined, chat: ChatRef, { census, language }: Knowing): Promise<void> {
  if (memberId === undefined) return;
  const here = await census.ids(chat);
  if (here?.includes(memberId)) throw new Refusal(hostText(language, 'already-here'));
}
