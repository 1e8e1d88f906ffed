import type { Button } from '../chat/card.ts';
import { inLine } from '../chat/in-line.ts';
import { asWord } from '../command/correction.ts';
import type { Language, MemberValue, OptionDefinition } from '../command/definition.ts';
import type { ParseProblem } from '../command/parser.ts';
import { memberWord } from '../command/values/member-id.ts';
import { hostText } from './host-text.ts';

/** LINE shows 13 quick replies (LINE reference, quick reply), and one of them fills in the line. */
const ANSWERS = 12;
/** As much of a label as LINE shows. */
const LABEL = 20;

interface Answer {
  readonly label: string;
  /** As it is typed. */
  readonly word: string;
}

function numbers({ min, max }: { readonly min?: number; readonly max?: number }): readonly Answer[] {
  if (min === undefined || max === undefined || max - min >= ANSWERS) return [];
  return Array.from({ length: max - min + 1 }, (_, index) => ({ label: `${min + index}`, word: `${min + index}` }));
}

/** Everything that the option can be, if that is not too much. */
function answers(definition: OptionDefinition, language: Language, members: readonly MemberValue[]): readonly Answer[] {
  const { boolean, choice, integer, member } = definition;
  if (boolean)
    return [
      { label: hostText(language, 'yes'), word: 'yes' },
      { label: hostText(language, 'no'), word: 'no' },
    ];
  if (choice)
    return Object.entries(choice).map(([value, words]) => ({
      label: words[language] ?? words.en,
      word: asWord(value),
    }));
  if (integer) return numbers(integer);
  return member ? members.map(({ id, displayName }) => ({ label: displayName, word: memberWord(id) })) : [];
}

/** Buttons that answer what the host asks: each puts one value behind the line and runs it, with the rights of whoever taps. */
export function answerButtons(
  { corrected, definition }: ParseProblem,
  language: Language,
  members: readonly MemberValue[],
): readonly Button[] {
  // One value is not enough for a list of several.
  if (!corrected.asks || !definition || (definition.list?.min ?? 0) > 1) return [];
  const { line } = corrected;
  if (definition.time) return [{ label: hostText(language, 'pick-moment'), command: line, pick: 'datetime' }];
  const found = answers(definition, language, members);
  if (found.length > ANSWERS) return [];
  return found.map(({ label, word }) => ({ label: inLine(label, LABEL), command: line + word }));
}
