import type { LineNative } from './message.ts';

/** Actions whose `data` comes back to the host when they are tapped. */
const WITH_DATA: ReadonlySet<unknown> = new Set(['postback', 'datetimepicker']);

type Change = (data: unknown, where: string, action: Readonly<Record<string, unknown>>) => unknown;

/**
 * A copy of LINE's own message with every `data` in it changed, wherever it stands. `action` is the object that carries it; one whose
 * type does not come back has no business with data.
 */
export const withData = (line: LineNative, change: Change): LineNative => copied(line, 'line', change) as LineNative;

export const comesBack = ({ type }: { readonly type?: unknown }): boolean => WITH_DATA.has(type);

function copied(node: unknown, where: string, change: Change): unknown {
  if (Array.isArray(node)) return node.map((item, index) => copied(item, `${where}[${index}]`, change));
  if (typeof node !== 'object' || node === null) return node;
  const action = node as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(action).map(([key, value]) => {
      const at = `${where}.${key}`;
      return [key, key === 'data' ? change(value, at, action) : copied(value, at, change)];
    }),
  );
}
