import { inLine, type Chart, type Downloads, type Log, type Reply, type Texts } from 'tenko';
import { SIGNS } from './answers.ts';
import { countWords } from './counts.ts';
import type { People } from './people.ts';
import { refusal } from './refusals.ts';
import { DAY, isSecret, type Poll } from './rules.ts';
import { resultLine } from './result.ts';
import { tally, type Count } from './tally.ts';
import { voterLabel } from './voters.ts';
import { choiceOf, closesLine, momentOf, questionOf } from './words.ts';

/** Whoever has a link can read what is behind it: it need not outlive the day. */
const LINKS_LIVE = DAY;

/** What a button can put on a clipboard, in characters. */
const CLIPBOARD = 1_000;

/** A file has room for all of what somebody said. */
const WHOLE = 1_000;

const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`;

/** A spreadsheet takes what begins so for a formula; the mark keeps it a text. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const namesOf = (poll: Poll, { choice }: Count, ids: readonly string[], people: People, texts: Texts): string[] =>
  ids.map((id) => voterLabel(poll, id, people, texts, choice, WHOLE) || texts.t('someone-unknown'));

/** A line for each choice. Begins with a byte order mark: without it Excel reads Japanese and Thai as if they were Latin. */
function asCsv(poll: Poll, people: People, texts: Texts): string {
  const head = ['csv-number', 'csv-choice', 'csv-votes', 'csv-share', 'csv-voters'].map((key) => texts.t(key));
  const isDates = poll.kind === 'dates';
  if (isDates) head.push(SIGNS.maybe, SIGNS.no);
  const rows = tally(poll).counts.map((count) => {
    const { choice, votes, voters, share, maybe, no } = count;
    const names = (ids: readonly string[]): string => namesOf(poll, count, ids, people, texts).join(' / ');
    const row = [String(choice + 1), choiceOf(poll, choice, texts), String(votes), percent(share), names(voters)];
    return isDates ? row.concat(names(maybe), names(no)) : row;
  });
  const table = [head, ...rows].map((row) => (poll.told === undefined ? row : row.slice(0, -1)));
  const lines = [[questionOf(poll, texts)], ...table];
  return `\u{feff}${lines.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** The same to be read, or to be pasted into a message. */
function asText(poll: Poll, people: People, texts: Texts): string {
  const result = tally(poll);
  const lines = result.counts.map((count) => {
    const { choice, voters } = count;
    const names = voters.length === 0 ? '' : ` (${namesOf(poll, count, voters, people, texts).join(', ')})`;
    return `${choice + 1}. ${inLine(choiceOf(poll, choice, texts))}: ${countWords(poll, count, texts)}${names}`;
  });
  const told = poll.closed
    ? [texts.t('closed-with', { result: resultLine(poll, result, texts) })]
    : closesLine(poll, texts);
  return [inLine(questionOf(poll, texts)), ...told, ...lines].join('\n');
}

function asChart(poll: Poll, texts: Texts, expires: number): Chart {
  const result = tally(poll);
  return {
    name: `poll-${poll.number}.png`,
    title: questionOf(poll, texts),
    text: poll.closed ? resultLine(poll, result, texts) : (closesLine(poll, texts)[0] ?? ''),
    bars: result.counts.map((count) => ({
      label: `${count.choice + 1}. ${choiceOf(poll, count.choice, texts)}`,
      share: count.share,
      value: countWords(poll, count, texts),
    })),
    expires,
  };
}

/** A result is no worse for the lack of its picture: where a host cannot draw, the table and the text are still there. */
async function drawn(chart: Chart, downloads: Downloads, log: Log): Promise<string | undefined> {
  try {
    return await downloads.chart(chart);
  } catch (error) {
    log.warn('no picture of the result', { error: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

/** Links to both, and a picture, where this host can be reached from outside; the text itself, to be copied, where it cannot. */
export async function exported(
  poll: Poll,
  people: People,
  texts: Texts,
  downloads: Downloads,
  log: Log,
  now: number,
): Promise<Reply> {
  // A poll whose results are hidden, or told in steps, is not given away by its export.
  if (!poll.closed && isSecret(poll)) throw refusal(texts, 'export-secret', poll);
  const expires = now + LINKS_LIVE;
  const file = async (ending: string, type: 'text/csv' | 'text/plain', body: string) =>
    downloads.publish({ name: `poll-${poll.number}.${ending}`, type, body, expires });
  const text = asText(poll, people, texts);
  const csv = await file('csv', 'text/csv', asCsv(poll, people, texts));
  const plain = await file('txt', 'text/plain', text);
  if (csv === undefined || plain === undefined) {
    if (text.length > CLIPBOARD) return text;
    const command = `/poll export --poll ${poll.number}`;
    return { type: 'text', text, buttons: [{ label: texts.t('button-copy'), command, copy: text }] };
  }
  const values = { question: inLine(questionOf(poll, texts)), csv, plain, moment: momentOf(expires, texts) };
  const picture = await drawn(asChart(poll, texts, expires), downloads, log);
  // The platform fetches a picture itself, and only over https.
  if (picture === undefined || !picture.startsWith('https:')) return texts.t('exported', values);
  return [texts.t('exported', values), { type: 'image', url: picture, alt: inLine(questionOf(poll, texts)) }];
}
