import { readFileSync } from 'node:fs';

const HEADER = 32;
const FRAME_HEADER = 24;

/**
 * How many transactions stand in a write-ahead log (sqlite.org/fileformat2.html, "WAL Format"): frames that end one carry the size of
 * the database, and only frames with the salts of the header are of this log.
 */
export function transactionsIn(walFile: string): number {
  const log = readFileSync(walFile);
  if (log.length < HEADER) return 0;
  const pageSize = log.readUInt32BE(8);
  const salts = log.subarray(16, 24);
  let count = 0;
  for (let at = HEADER; at + FRAME_HEADER + pageSize <= log.length; at += FRAME_HEADER + pageSize) {
    if (!log.subarray(at + 8, at + 16).equals(salts)) break;
    if (log.readUInt32BE(at + 4) > 0) count++;
  }
  return count;
}
