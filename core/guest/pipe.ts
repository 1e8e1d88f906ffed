import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { Failure } from '../errors.ts';
import { Lines, LONGEST_MESSAGE } from '../plugin/isolate/frames.ts';
import type { ToGuest, ToHost } from '../plugin/isolate/protocol.ts';

const HOST = 1;

/** Writes at once and waits while the host does not read: whoever writes too much is slowed down, and keeps nothing in memory. */
export function send(message: ToHost): void {
  let text: string;
  try {
    text = JSON.stringify(message);
  } catch {
    throw new Failure('BAD_CALL', 'what a plugin gives to the host is plain JSON: no circles, no BigInt');
  }
  const bytes = Buffer.from(`${text}\n`);
  if (bytes.length > LONGEST_MESSAGE)
    throw new Failure('BAD_CALL', `what a plugin gives to the host is at most ${LONGEST_MESSAGE} bytes`);
  for (let written = 0; written < bytes.length;) written += writeSync(HOST, bytes, written);
}

/** Calls `take` with each message of the host. When the host is gone, so is the isolate: nothing may keep it. */
export function receive(take: (message: ToGuest) => void): void {
  const lines = new Lines();
  const input = new Socket({
    fd: 0,
    // Into the same memory each time: a new buffer for every message would be most of what an isolate weighs.
    onread: {
      buffer: Buffer.alloc(65_536),
      callback(size, chunk) {
        for (const line of lines.take(Buffer.from(chunk.buffer, chunk.byteOffset, size)) ?? [])
          take(JSON.parse(line) as ToGuest);
        return true;
      },
    },
  });
  input.on('close', () => process.exit(0));
  input.on('end', () => process.exit(0));
  input.resume();
}
