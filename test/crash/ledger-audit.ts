import type { HostFile } from '../support/host-file.ts';
import { outOfOrder } from './order.ts';
import type { Overheard, Push } from './overheard.ts';
import type { Posted } from './post.ts';

type Word = 'add' | 'slow' | 'hush' | 'tell' | 'push' | 'later' | 'someday' | 'refuse' | 'boom';

/** The reply to each command, where it has one; what is said of a failure names the event instead. */
const REPLIES: Readonly<Partial<Record<Word, string>>> = {
  add: 'added',
  slow: 'slowly added',
  tell: 'telling',
  later: 'set for',
  someday: 'some day for',
  refuse: 'refused',
};
const NOTICES: Readonly<Partial<Record<Word, string>>> = {
  tell: 'notice of',
  push: 'notice of',
  later: 'ringing for',
  someday: 'murmuring of',
};
/** What the clock writes, before the entry that it was set for. */
const CLOCK: Readonly<Partial<Record<Word, string>>> = { later: 'ring-', someday: 'murmur-' };
const WRITES_NOTHING: ReadonlySet<Word> = new Set(['refuse', 'boom']);

/** What the host keeps. */
export type Books = Pick<HostFile, 'waiting' | 'failures' | 'entries'>;

interface Audited {
  readonly posted: readonly Posted[];
  readonly overheard: Overheard;
  readonly file: Books;
}

const wordOf = ({ line }: Posted): Word => line.slice(1).split(' ')[0] as Word;
const entryOf = ({ line }: Posted): string => line.split(' ')[1]!;

/** Every promise of the engine that was broken, in words; empty when all of them held. */
export function ledgerComplaints({ posted, overheard, file }: Audited): string[] {
  const sentences = overheard.sentences();
  const said = (sentence: string): number => sentences.get(sentence)?.length ?? 0;
  const failures = file.failures();
  const failed = new Set(failures.map(({ eventId }) => eventId));
  const broken = new Set(failures.filter(({ kind }) => kind === 'event').map(({ eventId }) => eventId));
  const kept = [...file.waiting(), ...failures.map(({ body }) => body)].join('\n');
  const complaints: string[] = [];
  const complain = (command: Posted, what: string): void => {
    complaints.push(`${command.line} (${command.event.webhookEventId}): ${what}`);
  };

  for (const command of posted) {
    const { webhookEventId } = command.event;
    const [word, entry] = [wordOf(command), entryOf(command)];
    const reply = word === 'boom' ? failureWords(sentences, webhookEventId) : said(`${REPLIES[word]} ${entry}`);
    const isAnswered = word === 'boom' || REPLIES[word] !== undefined;
    if (reply > 1) complain(command, `answered ${reply} times`);
    const waits = word !== 'boom' && kept.includes(`${REPLIES[word]} ${entry}`);
    if (isAnswered && reply === 0 && !waits && !failed.has(webhookEventId))
      complain(command, 'neither answered, nor waiting for a token, nor in failures');
    if (broken.has(webhookEventId) !== (word === 'boom')) complain(command, 'failed, or did not, against its nature');
    if (said(`never said of ${entry}`) > 0) complain(command, 'threw, and what it had staged was sent all the same');

    const notice = NOTICES[word] && `${NOTICES[word]} ${entry}`;
    if (notice === undefined) continue;
    if (said(notice) > 1) complain(command, `its notice was sent ${said(notice)} times`);
    if (said(notice) === 0 && !kept.includes(notice)) complain(command, 'its notice is lost without a trace');
  }
  return [...complaints, ...entriesAmiss(posted, file), ...pushesAmiss(overheard)];
}

/** "… The operator can find it under 4FG7K2.": the end of the event's id. */
function failureWords(sentences: ReadonlyMap<string, readonly unknown[]>, eventId: string): number {
  let count = 0;
  for (const [sentence, messages] of sentences)
    if (sentence.includes(`under ${eventId.slice(-6)}.`)) count += messages.length;
  return count;
}

/** Each entry is in the ledger of its own chat once, in its order; and once more for each that the clock rang for. */
function entriesAmiss(posted: readonly Posted[], file: Books): string[] {
  const complaints: string[] = [];
  const commands = new Map(posted.map((command) => [entryOf(command), command]));
  const written = new Map<string, number>();
  const ran = new Map<string, Posted[]>();
  for (const { chat, entry } of file.entries()) {
    written.set(entry, (written.get(entry) ?? 0) + 1);
    const command = commands.get(entry.replace(/^(?:ring|murmur)-/, ''));
    if (command === undefined || !chat.endsWith(`/${command.chatId}`))
      complaints.push(`${entry} was written in ${chat}, where nobody asked for it`);
    else if (entryOf(command) === entry) ran.set(chat, [...(ran.get(chat) ?? []), command]);
  }
  const expect = (entry: string, times: number): void => {
    const count = written.get(entry) ?? 0;
    if (count !== times) complaints.push(`${entry} was written ${count} times and not ${times}`);
  };
  for (const [entry, command] of commands) {
    expect(entry, WRITES_NOTHING.has(wordOf(command)) ? 0 : 1);
    for (const before of Object.values(CLOCK)) expect(`${before}${entry}`, CLOCK[wordOf(command)] === before ? 1 : 0);
  }
  return [...complaints, ...[...ran.values()].flatMap(outOfOrder)];
}

/** LINE said no, and meant it: this request sent nothing, and none before it had. */
const isRefused = ({ status }: Push): boolean => status >= 400 && status < 500 && status !== 409;

/** One retry key stands for one body; and what LINE was asked to push, and did not refuse for certain, was heard once. */
function pushesAmiss(overheard: Overheard): string[] {
  const complaints: string[] = [];
  const sentences = overheard.sentences();
  const bodies = new Map<string, string>();
  for (const push of overheard.pushes()) {
    const { retryKey, body } = push;
    if (!/^[0-9a-f-]{36}$/.test(retryKey)) complaints.push(`a push went out with the retry key ${retryKey}`);
    if ((bodies.get(retryKey) ?? body) !== body) complaints.push(`the retry key ${retryKey} stood for two bodies`);
    bodies.set(retryKey, body);
    if (isRefused(push)) continue;
    for (const [notice] of body.matchAll(/(?:notice of|ringing for|murmuring of) e\d+/g)) {
      const times = sentences.get(notice)?.length ?? 0;
      if (times !== 1) complaints.push(`"${notice}" was to be pushed, and was heard ${times} times`);
    }
  }
  return [...new Set(complaints)];
}
