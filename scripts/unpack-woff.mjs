import { inflateSync } from 'node:zlib';

const WOFF_HEAD = 44;
const WOFF_ENTRY = 20;

/** A WOFF file as the TrueType or OpenType file it was made of (w3.org/TR/WOFF, 3 to 5): the library that draws charts reads only those. */
export function unpackWoff(woff) {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('this is no WOFF file');
  const count = woff.readUInt16BE(12);
  const power = 2 ** Math.floor(Math.log2(count));
  const head = Buffer.alloc(12 + 16 * count);
  woff.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE((count - power) * 16, 10);
  const parts = [head];
  let offset = head.length;
  for (let index = 0; index < count; index++) {
    const from = WOFF_HEAD + index * WOFF_ENTRY;
    const start = woff.readUInt32BE(from + 4);
    const packedSize = woff.readUInt32BE(from + 8);
    const size = woff.readUInt32BE(from + 12);
    const packed = woff.subarray(start, start + packedSize);
    // A table that did not get smaller is stored as it is.
    const table = Buffer.alloc(Math.ceil(size / 4) * 4);
    (packedSize < size ? inflateSync(packed) : packed).copy(table);
    const to = 12 + index * 16;
    woff.copy(head, to, from, from + 4);
    woff.copy(head, to + 4, from + 16, from + 20);
    head.writeUInt32BE(offset, to + 8);
    head.writeUInt32BE(size, to + 12);
    parts.push(table);
    offset += table.length;
  }
  return Buffer.concat(parts);
}
