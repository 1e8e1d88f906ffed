import { choiceIn } from './answers.ts';
import { fold } from './fold.ts';
import { isPicture, parted } from './pictures.ts';
import { ballotIn, isSomething, LIMITS, withBallot, type Poll, type Reason, type Ruling } from './poll.ts';

export function addChoice(poll: Poll, choice: string, addedBy?: string): Ruling {
  const { text, picture } = parted(choice);
  if (poll.closed) return { refused: 'closed' };
  const wrong = wrongChoice(poll, text);
  if (wrong !== undefined) return { refused: wrong };
  if (poll.choices.length >= LIMITS.choices) return { refused: 'choices-many' };
  if (poll.kind === 'dates' && poll.choices.length >= LIMITS.dates) return { refused: 'dates-many' };
  const pictured = Object.keys(poll.pictures ?? {}).length > 0;
  if (pictured && poll.choices.length >= LIMITS.pictured) return { refused: 'pictures-many' };
  const index = poll.choices.length;
  const added: Ruling = {
    poll: {
      ...poll,
      choices: [...poll.choices, text],
      ...(addedBy === undefined ? {} : { addedBy: { ...poll.addedBy, [index]: addedBy } }),
    },
  };
  return picture === undefined ? added : setPicture(added.poll, index, picture);
}

/** The picture of a choice, in place of another. */
function setPicture(poll: Poll, index: number, picture: string): Ruling {
  if (!isPicture(picture)) return { refused: 'picture-wrong' };
  const { [index]: _, ...others } = poll.pictures ?? {};
  if (Object.keys(others).length >= LIMITS.pictures || poll.choices.length > LIMITS.pictured)
    return { refused: 'pictures-many' };
  return { poll: { ...poll, pictures: { ...others, [index]: picture } } };
}

/** `voted`: somebody has, in a poll whose votes are secret: naming whose vote waits would tell it. */
export function editChoice(poll: Poll, index: number, choice: string, voted: boolean): Ruling {
  const { text: words, picture } = parted(choice);
  const before = poll.choices[index] ?? '';
  const text = words === '' && picture !== undefined ? before : words;
  if (poll.closed) return { refused: 'closed' };
  if (picture !== undefined) {
    const pictured = setPicture(poll, index, picture);
    return 'refused' in pictured || text === before ? pictured : editChoice(pictured.poll, index, text, voted);
  }
  if (text === before) return { refused: 'edit-same' };
  const wrong = wrongChoice(poll, text, index);
  if (wrong !== undefined) return { refused: wrong };
  const edited = { ...poll, choices: poll.choices.map((other, at) => (at === index ? text : other)) };
  // Another case or another width is the same choice: nobody has to say anything again.
  if (fold(text) === fold(before)) return { poll: edited };
  return isSecret(poll) && voted ? { refused: 'edit-secret' } : { poll: newMeaning(edited, [index]) };
}

/** A vote answers a question: another question makes every vote wait. */
export function editQuestion(poll: Poll, question: string, voted: boolean): Ruling {
  const text = question.trim();
  if (poll.closed) return { refused: 'closed' };
  if (!isSomething(text)) return { refused: 'question-empty' };
  if (text.length > LIMITS.questionLength) return { refused: 'question-long' };
  if (text === poll.question) return { refused: 'edit-same' };
  const edited = { ...poll, question: text };
  if (fold(text) === fold(poll.question)) return { poll: edited };
  return isSecret(poll) && voted ? { refused: 'edit-secret' } : { poll: newMeaning(edited, [...poll.choices.keys()]) };
}

export const isSecret = ({ told, hidden }: Poll): boolean => told !== undefined || hidden === true;

/** Votes for these choices were for something else: they wait for their members, and cards of before do not speak for them. */
function newMeaning(poll: Poll, choices: readonly number[]): Poll {
  const revision = (poll.revision ?? 0) + 1;
  const since = poll.choices.map((_, index) => (choices.includes(index) ? revision : (poll.since?.[index] ?? 0)));
  let { pending } = poll;
  for (const [memberId, ballot] of Object.entries(poll.ballots)) {
    const waiting = ballotIn(poll.pending, memberId);
    const waits = ballot.filter((entry) => choices.includes(choiceIn(entry)) || waiting.includes(entry));
    if (waits.length > 0) pending = withBallot(pending, memberId, waits);
  }
  return { ...poll, revision, since, ...(pending === undefined ? {} : { pending }) };
}

function wrongChoice(poll: Poll, text: string, own?: number): Reason | undefined {
  if (!isSomething(text)) return 'choice-empty';
  if (text.length > LIMITS.choiceLength) return 'choice-long';
  return poll.choices.some((other, index) => index !== own && fold(other) === fold(text)) ? 'choice-taken' : undefined;
}
