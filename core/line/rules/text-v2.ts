import { anything, byType, isObject, object, text, type Problem, type Rule } from './rule.ts';

/** LINE reference, "Text message (v2)". */
const MOST_ENTRIES = 100;
const MOST_OF_A_KIND = 20;
const KEY = /^[0-9A-Za-z_]{1,20}$/;

const entry = byType({
  mention: object({
    type: anything,
    mentionee: byType({ user: object({ type: anything, userId: text(33) }), all: object({ type: anything }) }),
  }),
  emoji: object({ type: anything, productId: text(100), emojiId: text(100) }),
});

/** The keys of a text in their order, or what is wrong with its braces. Doubled braces stand for themselves. */
function placeholders(value: string): readonly string[] | { readonly wrong: string } {
  const keys: string[] = [];
  const pieces = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;
  for (const [piece, key] of value.matchAll(pieces)) {
    if (piece === '{{' || piece === '}}') continue;
    if (key === undefined) return { wrong: 'Braces must come in pairs' };
    if (!KEY.test(key)) return { wrong: `{${key}} is not a valid placeholder` };
    keys.push(key);
  }
  return keys;
}

const substitution: Rule = (value, property, problems) => {
  if (!isObject(value)) {
    problems.push({ message: 'Must be an object', property });
    return;
  }
  const entries = Object.entries(value);
  if (entries.length > MOST_ENTRIES) {
    problems.push({ message: `Size must be between 0 and ${MOST_ENTRIES}`, property });
    return;
  }
  for (const [key, inner] of entries) {
    if (!KEY.test(key)) problems.push({ message: 'Invalid key', property: `${property}.${key}` });
    else entry(inner, `${property}.${key}`, problems);
  }
};

const everyKeyIsThere: Rule = (value, property, problems) => {
  if (!isObject(value) || typeof value['text'] !== 'string') return;
  const at = `${property}.text`;
  const keys = placeholders(value['text']);
  if ('wrong' in keys) {
    problems.push({ message: keys.wrong, property: at });
    return;
  }
  const given = isObject(value['substitution']) ? value['substitution'] : {};
  for (const key of new Set(keys)) {
    if (!Object.hasOwn(given, key)) problems.push({ message: `No substitution for {${key}}`, property: at });
  }
  for (const kind of ['mention', 'emoji']) countKind(kind, keys, given, at, problems);
};

function countKind(
  kind: string,
  keys: readonly string[],
  given: Readonly<Record<string, unknown>>,
  property: string,
  problems: Problem[],
): void {
  const used = keys.filter((key) => {
    const inner = Object.hasOwn(given, key) ? given[key] : undefined;
    return isObject(inner) && inner['type'] === kind;
  });
  if (used.length > MOST_OF_A_KIND) {
    problems.push({ message: `A text has at most ${MOST_OF_A_KIND} substitutions of type ${kind}`, property });
  }
}

export const textV2Properties = { text: text(5_000) };
export const textV2Options = { substitution, quoteToken: text(1_000) };
export const textV2Whole = everyKeyIsThere;
