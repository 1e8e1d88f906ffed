import { fold } from './fold.ts';
import { isPicture, joined, parted } from './pictures.ts';
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
  readonly ranked?: boolean;
  readonly dates?: boolean;
  /** How much each may give to one choice. */
  readonly weights?: number | undefined;
  /** The number of the plan that the clock follows. */
  readonly plan?: number;
  readonly madeBy?: string;
}

/** `merged` names the choices that were given more than once, and stand in the poll once. */
export function createPoll(draft: Draft): { poll: Poll; merged: readonly string[] } | { refused: Reason } {
  const question = draft.question.trim();
  if (!isSomething(question)) return { refused: 'question-empty' };
  if (question.length > LIMITS.questionLength) return { refused: 'question-long' };
  const choices = new Map<string, string>();
  const merged = new Map<string, string>();
  const pictures: Record<number, string> = {};
  for (const given of listed(joined(draft.choices))) {
    const { text, picture } = parted(given);
    if (!isSomething(text)) return { refused: 'choice-empty' };
    if (text.length > LIMITS.choiceLength) return { refused: 'choice-long' };
    if (picture !== undefined && !isPicture(picture)) return { refused: 'picture-wrong' };
    const key = fold(text);
    if (picture !== undefined && !choices.has(key)) pictures[choices.size] = picture;
    const first = choices.get(key);
    if (first === undefined) choices.set(key, text);
    else merged.set(key, first);
  }
  if (choices.size < 2) return { refused: 'choices-few' };
  if (choices.size > LIMITS.choices) return { refused: 'choices-many' };
  const pictured = Object.keys(pictures).length;
  if (pictured > LIMITS.pictures || (pictured > 0 && choices.size > LIMITS.pictured))
    return { refused: 'pictures-many' };
  const kind = kindOf(draft, choices.size);
  if ('refused' in kind) return kind;
  const { number, until, now, most, creator, quorum, madeBy, plan } = draft;
  const wrong = until === undefined ? undefined : wrongTime(until, now);
  if (wrong !== undefined) return { refused: wrong };
  const poll: Poll = {
    number,
    question,
    choices: [...choices.values()],
    ...('kind' in kind ? { ...kind, most: LIMITS.choices } : { most }),
    ...(pictured === 0 ? {} : { pictures }),
    ...(creator === undefined ? {} : { creator }),
    closed: false,
    ...(until === undefined ? {} : { until }),
    ...(draft.open === true ? { open: true } : {}),
    ...(draft.hidden === true ? { hidden: true } : {}),
    ...(quorum === undefined ? {} : { quorum }),
    ...(draft.anonymous === true ? { told: { counts: [], voters: 0, answered: [] } } : {}),
    ballots: {},
    ...(madeBy === undefined ? {} : { madeBy }),
    ...(plan === undefined ? {} : { plan }),
  };
  return { poll, merged: [...merged.values()] };
}

function kindOf(
  { ranked, weights, dates, most, anonymous }: Draft,
  count: number,
): Pick<Poll, 'kind' | 'weight'> | { refused: Reason } {
  const several = most > 1 && most < LIMITS.choices;
  const kinds = [ranked === true, dates === true, weights !== undefined].filter(Boolean).length;
  if (kinds > 1 || (kinds === 1 && several)) return { refused: 'kinds-mixed' };
  if (dates === true && anonymous === true) return { refused: 'dates-secret' };
  if (dates === true && count > LIMITS.dates) return { refused: 'dates-many' };
  if (ranked === true) return { kind: 'ranked' };
  if (weights !== undefined) return { kind: 'weighted', weight: weights };
  return dates === true ? { kind: 'dates' } : {};
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
