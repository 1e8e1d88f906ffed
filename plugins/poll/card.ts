import { inLine, type Bar, type Button, type Card, type Texts } from 'tenko';
import { ANSWERS, SIGNS } from './answers.ts';
import { wordFor } from './choose.ts';
import { countWords } from './counts.ts';
import { missingLine, someOf, type People } from './people.ts';
import type { Poll } from './rules.ts';
import { resultLine } from './result.ts';
import { tally, type Count, type Tally } from './tally.ts';
import { voterLabel } from './voters.ts';
import { choiceOf, closesLine, howToVote, questionOf, subjectOf } from './words.ts';

/** The button stands beside the choice's whole text, so its own label may be short. */
const LABEL_GRAPHEMES = 10;
const LABEL_AMONG_MANY = 5;
/** Names on a whole card: with many choices fewer each, so that the card stays within LINE's 30 KB. */
const NAMES_ON_CARD = 48;
const CHOICES_WITH_NAMES = 20;
const MISSING_ON_CARD = 8;

/** The poll as it stands. `why`: it has just closed itself. */
export function pollCard(poll: Poll, texts: Texts, people: People, why?: 'everyone'): Card {
  const result = tally(poll);
  const values = { question: inLine(questionOf(poll, texts)), number: poll.number, voters: result.voters };
  const common = {
    type: 'card',
    title: questionOf(poll, texts),
    bars: result.counts.map((count) => barOf(poll, count, result, texts, people)),
    subject: subjectOf(poll),
    ...(isYesOrNo(poll, texts) ? { takeBack: `/poll unvote --poll ${poll.number}` } : {}),
  } as const;
  if (poll.closed) {
    const told = resultLine(poll, result, texts);
    const text = texts.t(why === undefined ? 'closed-with' : 'closed-by-all', { result: told });
    const footer = poll.told === undefined && poll.question !== '' ? { footer: texts.t('how-to-reopen', values) } : {};
    return {
      ...common,
      settled: true,
      text: [text, ...kindLines(poll, texts), ...pendingLine(poll, result, people, texts)].join('\n'),
      buttons: [
        buttonOf(poll, 'button-export', '/poll export', texts),
        ...(poll.question === '' ? [] : [buttonOf(poll, 'button-again', '/poll again', texts)]),
      ],
      ...footer,
      alt: texts.t('alt', { ...values, text }),
    };
  }
  const status = [statusLine(poll, result, texts), ...closesLine(poll, texts)];
  const missing =
    result.answered && missingLine([...result.answered, ...result.pending], people, MISSING_ON_CARD, texts);
  const hint = howToVote(poll, texts);
  return {
    ...common,
    text: [...status, ...rulesLines(poll, texts), ...pendingLine(poll, result, people, texts)].join('\n'),
    buttons: buttonsOf(poll, texts),
    footer: [...(missing === undefined ? [] : [missing]), hint].join('\n'),
    alt: texts.t('alt', { ...values, text: status.join(' · ') }),
  };
}

function statusLine({ most, choices, kind, weight = 1 }: Poll, { voters }: Tally, texts: Texts): string {
  if (kind !== undefined) return texts.t(`status-${kind}`, { voters, weight });
  if (most === 1) return texts.t('status-one', { voters });
  return texts.t(most < choices.length ? 'status-some' : 'status-many', { voters, most });
}

/** What is special about this poll, a line each. */
function rulesLines(poll: Poll, texts: Texts): readonly string[] {
  return [
    ...kindLines(poll, texts),
    ...(poll.told === undefined ? [] : [texts.t('rule-anonymous')]),
    ...(poll.told === undefined || poll.hidden ? [] : [texts.t('rule-steps')]),
    ...(poll.hidden ? [texts.t('rule-hidden')] : []),
    ...(poll.quorum === undefined ? [] : [texts.t('rule-quorum', { quorum: poll.quorum })]),
  ];
}

/** How a ranking is counted stands on the card, open and closed: everybody can count again. */
function kindLines({ kind, choices }: Poll, texts: Texts): readonly string[] {
  return kind === 'ranked' ? [texts.t('rule-ranked', { first: choices.length, second: choices.length - 1 })] : [];
}

function pendingLine(poll: Poll, { pending }: Tally, people: People, texts: Texts): readonly string[] {
  if (pending.length === 0) return [];
  const names = someOf(pending, (id) => voterLabel(poll, id, people, texts), MISSING_ON_CARD, texts);
  return [texts.t('pending', { names })];
}

const buttonOf = ({ number }: Poll, key: string, command: string, texts: Texts, prefill?: string): Button => ({
  label: texts.t(key),
  command: `${command} --poll ${number}`,
  style: 'secondary',
  ...(prefill === undefined ? {} : { prefill }),
});

function buttonsOf(poll: Poll, texts: Texts): readonly Button[] {
  const { number, open } = poll;
  return [
    buttonOf(poll, 'button-results', '/poll results', texts),
    buttonOf(poll, 'button-missing', '/poll missing', texts),
    buttonOf(poll, 'button-unvote', '/poll unvote', texts),
    ...(open ? [buttonOf(poll, 'button-add', '/poll add', texts, `/poll add #${number} `)] : []),
  ];
}

function barOf(poll: Poll, count: Count, result: Tally, texts: Texts, people: People): Bar {
  const { choice, share } = count;
  const text = inLine(choiceOf(poll, choice, texts));
  const label = `${choice + 1}. ${text}`;
  const url = poll.pictures?.[choice];
  const common = {
    ...(url === undefined ? {} : { image: { url, alt: text } }),
    ...(poll.closed || poll.choices[choice] === '' ? {} : tapsOf(poll, choice, text, texts)),
  };
  if (poll.hidden && !poll.closed) return { label, share: 0, value: texts.t('count-hidden'), ...common };
  const won = poll.closed && !result.quorumMissed && result.leaders.includes(choice);
  const note = noteUnder(poll, count, texts, people);
  return {
    label: won ? `${label} 🏆` : label,
    share,
    value: countWords(poll, count, texts),
    ...(note === '' ? {} : { note }),
    ...common,
  };
}

/** A thumb, up or down, answers it where there are no buttons. One that is anonymous is not answered for all to see. */
const isYesOrNo = ({ choices, kind, told }: Poll, texts: Texts): boolean =>
  kind === undefined && told === undefined && choices.join('\n') === `${texts.t('yes')}\n${texts.t('no')}`;

/** What can be tapped on a choice: itself, or each answer to a date. */
function tapsOf(poll: Poll, choice: number, text: string, texts: Texts): Partial<Bar> {
  const { kind, choices, number, revision = 0 } = poll;
  const line = (word: string): string => `/poll vote ${word} --poll ${number} --revision ${revision}`;
  const word = wordFor(choices, choice);
  const graphemes = choices.length > CHOICES_WITH_NAMES ? LABEL_AMONG_MANY : LABEL_GRAPHEMES;
  if (kind !== 'dates') {
    const reaction = choice === 0 ? 'like' : 'dislike';
    const signs = { number: choice + 1, ...(isYesOrNo(poll, texts) ? ({ reaction } as const) : {}) };
    return { button: { label: inLine(text, graphemes), command: line(word), ...signs } };
  }
  return { buttons: ANSWERS.map((answer) => ({ label: SIGNS[answer], command: line(`${word}=${answer}`) })) };
}

/** Who stands behind a number: with many choices nobody, for want of room. */
function noteUnder(poll: Poll, { choice, voters, maybe }: Count, texts: Texts, people: People): string {
  if (poll.choices.length > CHOICES_WITH_NAMES) return '';
  const most = Math.floor(NAMES_ON_CARD / poll.choices.length);
  const named = (ids: readonly string[], share: number): string =>
    someOf(ids, (id) => voterLabel(poll, id, people, texts, choice), Math.max(1, Math.floor(most / share)), texts);
  if (maybe.length === 0) return named(voters, 1);
  const parts = [voters.length === 0 ? '' : `${SIGNS.yes} ${named(voters, 2)}`, `${SIGNS.maybe} ${named(maybe, 2)}`];
  return parts.filter((part) => part !== '').join('   ');
}
