import type { InboxRow } from '../../host/store.ts';

export function newRow(row: InboxRow, messageId: string | undefined, version: string | undefined): InboxRow {
  if (messageId === undefined && version === undefined) return row;
  return {
    ...row,
    ...(messageId === undefined ? {} : { messageId }),
    ...(version === undefined ? {} : { version }),
  };
}

export const bySeq = (a: InboxRow, b: InboxRow): number => a.seq - b.seq;
