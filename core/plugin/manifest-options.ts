import type { Bounds, ChoiceWords, OptionDefinition, OptionType } from '../command/definition.ts';
import { readValue } from '../command/values/read-value.ts';
import { wordProblems } from './manifest-names.ts';
import { at, shown, type Problem } from './manifest-problem.ts';

type Options = Readonly<Record<string, OptionDefinition>>;

const BOUNDED = ['string', 'text', 'integer', 'number', 'duration', 'list'] as const;

const NOWHERE = { members: [], now: 0, timeZone: 'UTC' };

const within = (value: number, { min = -Infinity, max = Infinity }: Bounds): boolean => value >= min && value <= max;

function range({ min, max }: Bounds): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of ${min} or more`;
  return max === undefined ? '' : ` of at most ${max}`;
}

/** What the default should be, if it is not that. A text that stands for a length of time or a moment is read as if it were typed. */
export function wantedValue(name: string, option: OptionDefinition): string | undefined {
  const value = option.default;
  const length = option.string ?? option.text;
  if (length) {
    const fits = typeof value === 'string' && within(value.length, length);
    return fits ? undefined : `a text${range(length) && ` with a length${range(length)}`}`;
  }
  if (option.integer) {
    const fits = Number.isSafeInteger(value) && within(value as number, option.integer);
    return fits ? undefined : `a whole number${range(option.integer)}`;
  }
  if (option.number) {
    const fits = typeof value === 'number' && within(value, option.number);
    return fits ? undefined : `a number${range(option.number)}`;
  }
  if (option.boolean) return typeof value === 'boolean' ? undefined : 'true or false';
  if (option.choice) {
    const values = Object.keys(option.choice);
    return values.some((known) => known === value)
      ? undefined
      : `one of ${values.map((known) => `"${known}"`).join(', ')}`;
  }
  if (option.duration) {
    const bounds = { min: 0, ...option.duration };
    const fits =
      typeof value === 'string'
        ? reads(name, 'duration', option)
        : Number.isSafeInteger(value) && within(value as number, bounds);
    return fits ? undefined : `a number of milliseconds${range(bounds)}, or a text such as "2h"`;
  }
  return typeof value === 'string' && reads(name, 'time', option) ? undefined : 'a time such as "18:00"';
}

function reads(name: string, type: OptionType, definition: OptionDefinition): boolean {
  return readValue({ name, type, definition }, String(definition.default), { ...NOWHERE, now: Date.now() }).ok;
}

function defaultProblem(name: string, option: OptionDefinition): string | undefined {
  if (option.default === undefined) return undefined;
  if (option.required) return 'is required and has a default, which would never be used: leave one of them out';
  if (option.member) return 'has a default, which a member cannot have: the handler gets undefined';
  if (option.list?.min !== undefined && option.list.min > 1)
    return `has a default, which is one entry, and needs ${option.list.min}: leave it out, and the handler gets an empty list`;
  const wanted = wantedValue(name, option);
  return wanted && `has the default ${shown(option.default)}, and should have ${wanted}`;
}

function bareProblem(name: string, option: OptionDefinition): string | undefined {
  if (option.bare === undefined) return undefined;
  if (!option.named || option.boolean || option.list || option.text)
    return 'has "bare", which is for a named option of one value: add "named": true, or leave it out';
  const type = (['string', 'integer', 'number', 'choice', 'duration', 'time'] as const).find((one) => option[one]);
  const reads = type !== undefined && readValue({ name, type, definition: option }, String(option.bare), NOWHERE).ok;
  return reads ? undefined : `has the bare value ${shown(option.bare)}, which it cannot take`;
}

function choiceProblems(path: string, choice: Readonly<Record<string, ChoiceWords>>): Problem[] {
  const entries = Object.entries(choice).map(([value, { aliases = [], ...names }]) => [value, { names, aliases }]);
  const alike = wordProblems(path, Object.fromEntries(entries), []);
  const inherited = Object.keys(choice).filter((value) => value in Object.prototype);
  return [
    ...alike,
    ...inherited.map((value) => ({ path: at(path, value), text: 'is a name that every object has: choose another' })),
  ];
}

function oneOption(path: string, name: string, option: OptionDefinition): Problem[] {
  const problems: Problem[] = [];
  const say = (text: string | undefined): void => {
    if (text) problems.push({ path, text });
  };
  if (name in Object.prototype) say('is a name that every object has: choose another');
  for (const key of BOUNDED) {
    const { min, max } = option[key] ?? {};
    if (min !== undefined && max !== undefined && min > max)
      problems.push({ path: at(path, key), text: `has min ${min}, which is more than max ${max}` });
  }
  if (option.list && (option.text || option.boolean))
    say(
      `is a list of "${option.text ? 'text' : 'boolean'}", which cannot be told apart: ${option.text ? 'use "string"' : 'leave "list" out'}`,
    );
  if (option.quoted && option.boolean)
    say('is a flag and "quoted": a card\'s subject is no flag; leave one of them out');
  say(defaultProblem(name, option));
  say(bareProblem(name, option));
  if (option.choice) problems.push(...choiceProblems(at(path, 'choice'), option.choice));
  return problems;
}

function orderProblems(path: string, options: Options): Problem[] {
  const problems: Problem[] = [];
  let optional: string | undefined;
  let greedy: string | undefined;
  for (const [name, option] of Object.entries(options)) {
    // A boolean is a flag, and has no place in the order.
    if (option.named || option.boolean) continue;
    if (greedy !== undefined)
      problems.push({
        path: at(path, name),
        text: `comes after "${greedy}", which takes all that is left: put it before, or add "named": true`,
      });
    else if (option.required && optional !== undefined)
      problems.push({
        path: at(path, name),
        text: `is required and comes after "${optional}", which may be left out: put it before, or add "named": true`,
      });
    if (!option.required) optional ??= name;
    if (option.text || option.list) greedy ??= name;
  }
  return problems;
}

/** What is wrong with the settings, beyond the schema. */
export function settingProblems(settings: Options = {}): Problem[] {
  return [
    ...wordProblems('settings', settings),
    ...Object.entries(settings).flatMap(([name, setting]) => oneOption(at('settings', name), name, setting)),
  ];
}

/** What is wrong with the options of the command or subcommand at `path`, beyond the schema. */
export function optionProblems(path: string, options: Options = {}): Problem[] {
  const where = at(path, 'options');
  return [
    ...wordProblems(where, options),
    ...Object.entries(options).flatMap(([name, option]) => oneOption(at(where, name), name, option)),
    ...orderProblems(where, options),
  ];
}
