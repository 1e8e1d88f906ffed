import type { OutgoingMessage } from './message.ts';

/** What a tap on this message makes a member say, in their own name: LINE's message actions, which only a native message can have. */
export function saidLines(message: OutgoingMessage): readonly string[] {
  const lines: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { type, text } = value as { type?: unknown; text?: unknown };
    if (type === 'message' && typeof text === 'string') lines.push(text);
    for (const inner of Object.values(value)) look(inner);
  };
  if (message.type === 'native') look(message.line);
  return lines;
}
