import { crc32, deflateSync } from 'node:zlib';

const WIDTH = 96;
const HEIGHT = 72;

let png: Buffer | undefined;

/** The picture that every member sends: an evening sky. */
export function picture(): Buffer {
  png ??= Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header()),
    chunk('IDAT', deflateSync(pixels())),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return png;
}

/** Where the page finds it. LINE's API hands it out under the message's id. */
export const PICTURE_PATH = '/simulator/picture.png';

function header(): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(WIDTH, 0);
  bytes.writeUInt32BE(HEIGHT, 4);
  // Eight bits a channel, red, green and blue; nothing interlaced.
  bytes.set([8, 2, 0, 0, 0], 8);
  return bytes;
}

function pixels(): Buffer {
  const line = 1 + WIDTH * 3;
  const bytes = Buffer.alloc(line * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    const dusk = y / HEIGHT;
    for (let x = 0; x < WIDTH; x++) {
      const sun = Math.hypot(x - 66, y - 48) < 9;
      const sky = [60 + 190 * dusk, 90 + 70 * dusk, 150 - 40 * dusk];
      bytes.set(sun ? [255, 236, 170] : sky, y * line + 1 + x * 3);
    }
  }
  return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
