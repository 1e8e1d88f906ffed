import type { Answer } from './answer.ts';
import { malformed, unreadable } from './failures.ts';
import { isFields, type Fields } from '../chat/shape.ts';

export function readJson(name: string, answer: Answer): Fields {
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch {
    throw unreadable(name, answer);
  }
  if (!isFields(value)) throw unreadable(name, answer);
  return value;
}

export function stringIn(call: string, body: Fields, key: string): string {
  const value = body[key];
  if (typeof value !== 'string') throw malformed(call, key);
  return value;
}

export function numberIn(call: string, body: Fields, key: string): number {
  const value = body[key];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw malformed(call, key);
  return value;
}
