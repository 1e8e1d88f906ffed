/** One thing that is wrong with a request, as LINE names it in `details`. */
export interface Problem {
  readonly message: string;
  /** Where: `messages[0].contents.body`. */
  readonly property: string;
}

/** Looks at one value of a request, and notes what is wrong with it. */
export type Rule = (value: unknown, property: string, problems: Problem[]) => void;

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether lists and objects lie in one another further than this. */
export function deeperThan(most: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null
        ? Object.values(item).filter((inner) => typeof inner === 'object' && inner !== null)
        : [],
    );
  }
  return false;
}

const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** UTF-16 units, or what people take for one character (LINE docs, "Character counting in a text"). */
type Unit = 'utf16' | 'grapheme';

function lengthOf(value: string, unit: Unit): number {
  if (unit === 'utf16') return value.length;
  return [...GRAPHEMES.segment(value)].length;
}

export interface TextOptions {
  readonly min?: number;
  readonly unit?: Unit;
  readonly matches?: RegExp;
}

export const text =
  (max: number, { min = 1, unit = 'utf16', matches }: TextOptions = {}): Rule =>
  (value, property, problems) => {
    if (typeof value !== 'string') problems.push({ message: 'Must be a string', property });
    else if (value === '' && min > 0) problems.push({ message: 'May not be empty', property });
    // Counting graphemes is slow: a text that is far too long needs no count.
    else if ((value.length > max * 100 ? Infinity : lengthOf(value, unit)) > max) {
      problems.push({ message: `Length must be between 0 and ${max}`, property });
    } else if (matches && !matches.test(value)) problems.push({ message: 'Invalid value', property });
  };

/** A text that people read, counted as they count. */
export const words = (max: number): Rule => text(max, { unit: 'grapheme' });

export const oneOf =
  (...values: readonly string[]): Rule =>
  (value, property, problems) => {
    if (typeof value === 'string' && values.includes(value)) return;
    problems.push({ message: `Must be one of the following values: [${values.join(', ')}]`, property });
  };

export const number =
  (min: number, max: number, { whole = false } = {}): Rule =>
  (value, property, problems) => {
    const fits = typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
    if (!fits)
      problems.push({ message: `Must be ${whole ? 'an integer' : 'a number'} between ${min} and ${max}`, property });
  };

export const boolean: Rule = (value, property, problems) => {
  if (typeof value !== 'boolean') problems.push({ message: 'Must be a boolean', property });
};

export const url =
  (max = 2_000, schemes: readonly string[] = ['https:']): Rule =>
  (value, property, problems) => {
    const before = problems.length;
    text(max)(value, property, problems);
    if (problems.length > before) return;
    const address = String(value);
    if (!URL.canParse(address) || !schemes.includes(new URL(address).protocol)) {
      problems.push({ message: 'invalid uri scheme', property });
    }
  };

export const list =
  (min: number, max: number, item: Rule): Rule =>
  (value, property, problems) => {
    if (!Array.isArray(value)) problems.push({ message: 'Must be a list', property });
    else if (value.length < min || value.length > max) {
      problems.push({ message: `Size must be between ${min} and ${max}`, property });
    } else value.forEach((inner, index) => item(inner, `${property}[${index}]`, problems));
  };

export type Properties = Readonly<Record<string, Rule>>;

/** An object; what is `null` counts as left out. `closed` refuses properties that are in neither list, as LINE does in Flex. */
export const object =
  (required: Properties, optional: Properties = {}, { closed = false } = {}): Rule =>
  (value, property, problems) => {
    if (!isObject(value)) {
      problems.push({ message: 'Must be an object', property });
      return;
    }
    for (const [key, rule] of Object.entries(required)) {
      const inner = Object.hasOwn(value, key) ? value[key] : undefined;
      if (inner === undefined || inner === null)
        problems.push({ message: 'May not be empty', property: at(property, key) });
      else rule(inner, at(property, key), problems);
    }
    for (const [key, inner] of Object.entries(value)) {
      if (inner === null || Object.hasOwn(required, key)) continue;
      if (Object.hasOwn(optional, key)) optional[key]?.(inner, at(property, key), problems);
      else if (closed) problems.push({ message: 'unknown field', property: at(property, key) });
    }
  };

/** An object whose `type` says which of these rules it follows. */
export const byType =
  (rules: Properties): Rule =>
  (value, property, problems) => {
    if (!isObject(value)) {
      problems.push({ message: 'Must be an object', property });
      return;
    }
    const { type } = value;
    const rule = typeof type === 'string' && Object.hasOwn(rules, type) ? rules[type] : undefined;
    if (rule) rule(value, property, problems);
    else oneOf(...Object.keys(rules))(type, at(property, 'type'), problems);
  };

export const all =
  (...rules: readonly Rule[]): Rule =>
  (value, property, problems) => {
    for (const rule of rules) rule(value, property, problems);
  };

/** A rule that is made only when it is used, for those that lead back to themselves. */
export const lazy =
  (make: () => Rule): Rule =>
  (value, property, problems) =>
    make()(value, property, problems);

export const anything: Rule = () => undefined;

const at = (property: string, key: string): string => (property === '' ? key : `${property}.${key}`);
