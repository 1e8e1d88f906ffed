import { inLine } from '../chat/in-line.ts';
import type { Button } from '../chat/card.ts';
import type { TextMessage } from '../chat/message.ts';
import type { Language, MemberValue } from '../command/definition.ts';
import type { ParseProblem } from '../command/parser.ts';
import { shownName } from '../command/usage.ts';
import { answerButtons } from './answer-buttons.ts';
import { expectedCount, expectedValue } from './expectation.ts';
import { hostText } from './host-text.ts';

export { hostText } from './host-text.ts';

const TYPED_GRAPHEMES = 30;
/** As much of a quick reply as LINE shows. */
const BUTTON_GRAPHEMES = 20;
/** A longer line is not repeated: its writer has it, and it would bury what is said about it. */
const LINE_SHOWN = 1_000;

/** A refused value: what is wrong with it and what would be right. */
function wrongValue(problem: ParseProblem, language: Language, named: Record<string, string>): string {
  const { definition, values } = problem;
  if (!definition) return hostText(language, 'cannot-run', named);
  const near = named['near'] !== undefined;
  switch (values['reason']) {
    case 'several-members':
    case 'member-without-id':
    case 'everyone':
      return hostText(language, values['reason'], named);
    case 'unknown-member':
      return hostText(language, near ? 'unknown-member-near' : 'unknown-member', named);
    case 'too-few':
    case 'too-many':
      return hostText(language, 'wrong-count', { ...named, expected: expectedCount(definition, language) });
    case 'too-short':
    case 'too-long':
      return hostText(language, 'wrong-length', { ...named, expected: expectedValue(definition, language) });
    default: {
      const expected = expectedValue(definition, language);
      return hostText(language, near ? 'wrong-value-near' : 'wrong-value', { ...named, expected });
    }
  }
}

/** One line that says what is wrong and what would be right. */
function explanation(problem: ParseProblem, language: Language): string {
  const { code, command, subcommand, option, definition, typed, values } = problem;
  const named: Record<string, string> = {
    command: subcommand === undefined ? command : `${command} ${subcommand}`,
    typed: inLine(typed ?? '', TYPED_GRAPHEMES),
    count: String(values['count'] ?? ''),
  };
  if (option !== undefined) named['option'] = shownName(definition ?? {}, option, language);
  if (values['near'] !== undefined) named['near'] = inLine(String(values['near']), TYPED_GRAPHEMES);
  const near = named['near'] !== undefined;
  switch (code) {
    case 'WRONG_OPTION':
      return wrongValue(problem, language, named);
    case 'MISSING_OPTION': {
      if (!definition) return hostText(language, 'cannot-run', named);
      const about = definition.description[language] ?? definition.description.en;
      return hostText(language, 'missing-option', { ...named, about, expected: expectedValue(definition, language) });
    }
    case 'UNKNOWN_SUBCOMMAND':
      return hostText(language, near ? 'unknown-subcommand-near' : 'help-of', named);
    case 'UNKNOWN_OPTION':
      return hostText(language, near ? 'unknown-option-near' : 'unknown-option', named);
    case 'TOO_MANY_OPTIONS':
      if (near) return hostText(language, 'unknown-subcommand-near', named);
      return hostText(language, option === undefined ? 'too-many-options' : 'too-many-options-quote', named);
    case 'OPEN_QUOTE':
      return hostText(language, 'open-quote', named);
    case 'NO_IDENTITY':
      return hostText(language, 'no-identity-me', named);
    default:
      return hostText(language, 'cannot-run', named);
  }
}

/**
 * The answer to a line that cannot run: what is wrong and what would be right, the corrected line to read (a PC has no prefill), a
 * button that puts it into the input field, and, where something is asked for that a tap can say, a button for each answer.
 */
export function problemReply(
  problem: ParseProblem,
  language: Language,
  members: readonly MemberValue[] = [],
): TextMessage & { readonly text: string } {
  const { text: line, asks, isNew } = problem.corrected;
  const text = explanation(problem, language);
  const answers = answerButtons(problem, language, members);
  if (problem.asText !== undefined) return eitherReply(text, line, problem.asText, language);
  if (line.length > LINE_SHOWN) return { type: 'text', text, ...(answers.length > 0 ? { buttons: answers } : {}) };
  // A line that only its writer can put right is not repeated as if it were right; it is theirs to change.
  const shown = isNew || asks ? `\n${hostText(language, 'try', { line: asks ? `${line}…` : line })}` : '';
  const fillIn = { label: hostText(language, 'fill-in'), command: line, prefill: line };
  return { type: 'text', text: `${text}${shown}`, buttons: [fillIn, ...answers] };
}

/** Two lines that may be meant: a tap runs the one or the other. */
function eitherReply(text: string, line: string, asText: string, language: Language): TextMessage & { text: string } {
  const button = (command: string): Button => ({ label: inLine(command, BUTTON_GRAPHEMES), command });
  return {
    type: 'text',
    text: `${text}\n${hostText(language, 'as-text', { line: asText })}`,
    buttons: [button(line), button(asText)],
  };
}
