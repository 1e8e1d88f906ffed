/** The three answers to a date, and how a ballot keeps them: a number each, the choice's index and the answer in one. */
export const ANSWERS = ['yes', 'maybe', 'no'] as const;
export type Answer = (typeof ANSWERS)[number];

/** What a card shows of them, in every language. */
export const SIGNS = { yes: '○', maybe: '△', no: '×' } as const;

/** Above every index of a choice. A plain choice is a yes. */
const STEP = 100;

export const entryOf = (choice: number, answer: Answer): number => choice + STEP * ANSWERS.indexOf(answer);
export const choiceIn = (entry: number): number => entry % STEP;
export const answerIn = (entry: number): Answer => ANSWERS[Math.floor(entry / STEP)] ?? 'yes';
