import { fold } from './fold.ts';
import { DAY, isSomething, LIMITS, type Poll, type Reason } from './poll.ts';

export interface Draft {
  readonly number: number;
  readonly question: string;
  readonly choices: readonly string[];
  readonly most: number;
  readonly creator: string | undefined;
  readonly until: number | undefined;
  readonly now: number;
  readonly anonymous?: boolean;
  readonly hidden?: boolean;
  readonly open?: boolean;
  readonly quorum?: number | undefined;
  readonly madeBy?: string;
}

/** `merged` names the choices that were given more than once, and stand in the poll once. */
export function createPoll(draft: Draft): { poll: Poll; merged: readonly string[] } | { refused: Reason } {
  const question = draft.question.trim();
  if (!isSomething(question)) return { refused: 'question-empty' };
  if (question.length > LIMITS.questionLength) return { refused: 'question-long' };
  const choices = new Map<string, string>();
  const merged = new Map<string, string>();
  for (const text of listed(draft.choices).map((choice) => choice.trim())) {
    if (!isSomething(text)) return { refused: 'choice-empty' };
    if (text.length > LIMITS.choiceLength) return { refused: 'choice-long' };
    const key = fold(text);
    const first = choices.get(key);
    if (first === undefined) choices.set(key, text);
    else merged.set(key, first);
  }
  if (choices.size < 2) return { refused: 'choices-few' };
  if (choices.size > LIMITS.choices) return { refused: 'choices-many' };
  const { number, until, now, most, creator, quorum, madeBy } = draft;
  const wrong = until === undefined ? undefined : wrongTime(until, now);
  if (wrong !== undefined) return { refused: wrong };
  const poll: Poll = {
    number,
    question,
    choices: [...choices.values()],
    most,
    ...(creator === undefined ? {} : { creator }),
    closed: false,
    ...(until === undefined ? {} : { until }),
    ...(draft.open === true ? { open: true } : {}),
    ...(draft.hidden === true ? { hidden: true } : {}),
    ...(quorum === undefined ? {} : { quorum }),
    ...(draft.anonymous === true ? { told: { counts: [], voters: 0, answered: [] } } : {}),
    ballots: {},
    ...(madeBy === undefined ? {} : { madeBy }),
  };
  return { poll, merged: [...merged.values()] };
}

export function wrongTime(until: number, now: number): 'until-past' | 'until-far' | undefined {
  if (until <= now) return 'until-past';
  return until > now + LIMITS.daysAhead * DAY ? 'until-far' : undefined;
}

/** `sushi, ramen` and `寿司、ラーメン`: commas that stand between choices belong to none of them. One choice alone would be no poll. */
function listed(choices: readonly string[]): readonly string[] {
  if (choices.length === 1) return choices.flatMap((all) => all.split(/[、，]|,(?!\d)|(?<!\d),/u)).filter(isSomething);
  const between = choices.slice(0, -1).every((choice) => /.[,，、]$/u.test(choice));
  return between ? choices.map((choice) => choice.replace(/(?<=.)[,，、]$/u, '')) : choices;
}
