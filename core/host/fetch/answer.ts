import { Failure } from '../../errors.ts';
import type { TransportAnswer } from './transport.ts';

/** Bytes of one answer. */
const LARGEST = 1_000_000;
/** What a plugin is told of an answer's headers: what describes the content, and when to ask again. */
const TOLD = [
  'content-type',
  'date',
  'etag',
  'last-modified',
  'expires',
  'cache-control',
  'retry-after',
  'location',
  'link',
];

export const header = ({ headers }: TransportAnswer, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
};

export function toldHeaders(answer: TransportAnswer): Record<string, string> {
  const told: Record<string, string> = {};
  for (const name of TOLD) {
    const value = header(answer, name);
    if (value !== undefined) told[name] = value.slice(0, 2_000);
  }
  return told;
}

/** Reads what came, up to the limit: what is longer is refused and not cut. */
export async function readBytes(answer: TransportAnswer): Promise<Uint8Array> {
  const coding = header(answer, 'content-encoding');
  if (coding !== undefined && coding !== 'identity')
    throw new Failure('FETCH_BROKEN', `the answer is packed (${coding.slice(0, 20)}), and plain text was asked for`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body) {
    size += part.length;
    if (size > LARGEST) throw new Failure('FETCH_TOO_LARGE', `the answer is larger than ${LARGEST} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** In the charset that the answer names, else UTF-8. */
export function textOf(bytes: Uint8Array, contentType: string | undefined): string {
  const named = /charset="?([\w.:-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(named).decode(bytes);
  } catch {
    // A charset that nobody knows: most of what says so is UTF-8 all the same.
    return new TextDecoder().decode(bytes);
  }
}
