import { inLine, type Bar, type Button, type Card, type Texts } from 'tenko';
import { wordFor } from './choose.ts';
import { missingLine, namesOf, type People } from './people.ts';
import type { Poll } from './rules.ts';
import { resultLine } from './result.ts';
import { tally, type Count, type Tally } from './tally.ts';
import { choiceOf, closesLine, questionOf, subjectOf } from './words.ts';

/** The button stands beside the choice's whole text, so its own label may be short. */
const LABEL_GRAPHEMES = 10;
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
  } as const;
  if (poll.closed) {
    const told = resultLine(poll, result, texts);
    const text = texts.t(why === undefined ? 'closed-with' : 'closed-by-all', { result: told });
    const footer = poll.told === undefined && poll.question !== '' ? { footer: texts.t('how-to-reopen', values) } : {};
    return {
      ...common,
      text: [text, ...pendingLine(result, people, texts)].join('\n'),
      ...footer,
      alt: texts.t('alt', { ...values, text }),
    };
  }
  const status = [statusLine(poll, result, texts), ...closesLine(poll, texts)];
  const missing =
    result.answered && missingLine([...result.answered, ...result.pending], people, MISSING_ON_CARD, texts);
  const hint = texts.t(poll.told === undefined ? 'how-to-vote' : 'how-to-vote-secretly', values);
  return {
    ...common,
    text: [...status, ...rulesLines(poll, texts), ...pendingLine(result, people, texts)].join('\n'),
    buttons: buttonsOf(poll, texts),
    footer: [...(missing === undefined ? [] : [missing]), hint].join('\n'),
    alt: texts.t('alt', { ...values, text: status.join(' · ') }),
  };
}

function statusLine({ most, choices }: Poll, { voters }: Tally, texts: Texts): string {
  if (most === 1) return texts.t('status-one', { voters });
  return texts.t(most < choices.length ? 'status-some' : 'status-many', { voters, most });
}

/** What is special about this poll, a line each. */
function rulesLines(poll: Poll, texts: Texts): readonly string[] {
  return [
    ...(poll.told === undefined ? [] : [texts.t('rule-anonymous')]),
    ...(poll.told === undefined || poll.hidden ? [] : [texts.t('rule-steps')]),
    ...(poll.hidden ? [texts.t('rule-hidden')] : []),
    ...(poll.quorum === undefined ? [] : [texts.t('rule-quorum', { quorum: poll.quorum })]),
  ];
}

function pendingLine({ pending }: Tally, people: People, texts: Texts): readonly string[] {
  if (pending.length === 0) return [];
  return [texts.t('pending', { names: namesOf(pending, people, MISSING_ON_CARD, texts) })];
}

function buttonsOf({ number, open }: Poll, texts: Texts): readonly Button[] {
  const button = (key: string, command: string, prefill?: string): Button => ({
    label: texts.t(key),
    command: `${command} --poll ${number}`,
    style: 'secondary',
    ...(prefill === undefined ? {} : { prefill }),
  });
  return [
    button('button-results', '/poll results'),
    button('button-missing', '/poll missing'),
    button('button-unvote', '/poll unvote'),
    ...(open ? [button('button-add', '/poll add', `/poll add #${number} `)] : []),
  ];
}

function barOf(poll: Poll, { choice, votes, voters, share }: Count, result: Tally, texts: Texts, people: People): Bar {
  const text = inLine(choiceOf(poll, choice, texts));
  const label = `${choice + 1}. ${text}`;
  const button: Button = {
    label: inLine(text, LABEL_GRAPHEMES),
    command: `/poll vote ${wordFor(poll.choices, choice)} --poll ${poll.number} --revision ${poll.revision ?? 0}`,
  };
  const tap = poll.closed || poll.choices[choice] === '' ? {} : { button };
  if (poll.hidden && !poll.closed) return { label, share: 0, value: texts.t('count-hidden'), ...tap };
  const most = poll.choices.length > CHOICES_WITH_NAMES ? 0 : Math.floor(NAMES_ON_CARD / poll.choices.length);
  const won = poll.closed && !result.quorumMissed && result.leaders.includes(choice);
  return {
    label: won ? `${label} 🏆` : label,
    share,
    value: texts.t('count', { count: votes, share }),
    ...(voters.length === 0 || most === 0 ? {} : { note: namesOf(voters, people, most, texts) }),
    ...tap,
  };
}
