import type { ErrorObject } from 'ajv';
import { nearest } from '../command/nearest.ts';
import { manifestValidator } from './manifest-validator.ts';
import { at, shown, type Problem } from './manifest-problem.ts';

interface Definition {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly oneOf?: readonly { readonly required: readonly [string] }[];
  readonly patternErrorMessage?: string;
}
const definitionOf = (error: ErrorObject): Definition => error.parentSchema as Definition;

/** A mistyped key, or one that was cut short or spun out: `int` for `integer`, `minimum` for `min`. */
function meant(key: string, known: readonly string[]): string | undefined {
  const near = nearest(key, known);
  if (near || key.length < 3) return near;
  return known.find((other) => other.startsWith(key) || (other.length >= 3 && key.startsWith(other)));
}

const quoted = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return (
    { object: 'an object', string: 'a text', number: 'a number', boolean: 'true or false' }[typeof value as string] ??
    'nothing'
  );
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

function unknownKey(error: ErrorObject): string {
  const key = String(error.params['additionalProperty']);
  const known = Object.keys(definitionOf(error).properties ?? {});
  if (known.length === 0) return `takes no keys here, and has ${shown(key)}`;
  const near = meant(key, known);
  return `has the unknown key ${shown(key)}; ${near ? `did you mean "${near}"?` : `it takes ${quoted(known)}`}`;
}

function wrongType(error: ErrorObject): string {
  const isSentence = definitionOf(error).properties?.['en'] !== undefined && typeof error.data === 'string';
  const example = isSentence ? `: write { "en": ${shown(error.data)} }` : '';
  return `should be ${TYPES[String(error.params['type'])] ?? 'something else'}, and is ${typeName(error.data)}${example}`;
}

function unknownWord(error: ErrorObject): string {
  const allowed = error.params['allowedValues'] as readonly string[];
  if (error.data === 'fetch' && allowed.includes('fetch:write'))
    return 'has "fetch", which names its hosts in a key of its own beside "permissions": "fetch": ["api.example.com"]';
  const near = typeof error.data === 'string' ? meant(error.data, allowed) : undefined;
  return `${shown(error.data)} is unknown; ${near ? `did you mean "${near}"?` : `it takes ${quoted(allowed)}`}`;
}

function wrongNumberOfTypes(error: ErrorObject): string {
  const types = (definitionOf(error).oneOf ?? []).map(({ required }) => required[0]);
  const given = types.filter((type) => Object.hasOwn(error.data as object, type));
  return given.length > 1
    ? `has ${given.length} types, ${quoted(given)}: keep one`
    : `needs a type, one of ${quoted(types)}`;
}

/** The sentence for each keyword of JSON Schema that `plugin.schema.json` uses. */
const SENTENCES: Readonly<Record<string, (error: ErrorObject) => string>> = {
  additionalProperties: unknownKey,
  anyOf: (error) => `should be a text, a number, or true or false, and is ${typeName(error.data)}`,
  const: ({ schema: only }) => `should be ${shown(only)}${only === true ? ', or be left out' : ''}`,
  enum: unknownWord,
  maximum: ({ schema: limit }) => `should be ${String(limit)} or less`,
  maxItems: ({ schema: limit }) => `should have at most ${String(limit)} entries`,
  maxLength: ({ schema: limit }) => `should have at most ${String(limit)} characters`,
  maxProperties: ({ schema: limit }) => `should have at most ${String(limit)} entries`,
  minItems: () => 'should not be empty, or be left out',
  minProperties: () => 'should not be empty, or be left out',
  minimum: ({ schema: limit }) => `should be ${String(limit)} or more`,
  oneOf: wrongNumberOfTypes,
  pattern: (error) =>
    `is ${shown(error.data)} and should be ${definitionOf(error).patternErrorMessage ?? 'something else'}`,
  required: ({ params }) => `needs ${shown(params['missingProperty'])}`,
  type: wrongType,
  uniqueItems: ({ params, data }) => `has ${shown((data as unknown[])[Number(params['i'])])} twice`,
};

function pathOf(pointer: string, root: unknown): string {
  let path = '';
  let parent = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path = at(path, Array.isArray(parent) ? Number(key) : key);
    parent = (parent as Record<string, unknown>)[key];
  }
  return path;
}

/** Whether the error only repeats, from inside, what another one says of the whole. */
const isInner = ({ keyword, schemaPath }: ErrorObject): boolean =>
  keyword === 'propertyNames' || /\/(oneOf|anyOf)\/\d+\//.test(schemaPath);

/** Everything that `plugin.schema.json` has against `json`, in words that a person can act on. */
export function schemaProblems(json: unknown): Problem[] {
  const validator = manifestValidator();
  if (validator(json)) return [];
  const errors = (validator.errors ?? []).filter((error) => !isInner(error));
  // An option with `interger` has no type because of the slip, which is told already.
  const slips = new Set<string>();
  for (const { keyword, instancePath, params, parentSchema } of errors) {
    if (keyword !== 'additionalProperties') continue;
    const types = (parentSchema as Definition).oneOf?.map(({ required }) => required[0]) ?? [];
    if (meant(String(params['additionalProperty']), types)) slips.add(instancePath);
  }
  return errors
    .filter(({ keyword, instancePath }) => keyword !== 'oneOf' || !slips.has(instancePath))
    .map((error) => {
      const sentence = SENTENCES[error.keyword]?.(error) ?? error.message ?? 'is not right';
      const path = pathOf(error.instancePath, json);
      return { path, text: error.propertyName === undefined ? sentence : `a name in it ${sentence}` };
    });
}
