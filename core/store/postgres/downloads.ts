import { DOWNLOADS_SHARE, type InboxRow, type StoredDownload } from '../../host/store.ts';
import type { Session, Statement } from './connection.ts';
import { kept } from './text.ts';

export const DOWNLOAD: Statement = {
  name: 'download',
  text: 'SELECT id, name, type, body, expires FROM download WHERE id = $1 AND expires > $2',
};
export const FORGET_DOWNLOADS: Statement = {
  name: 'forget_downloads',
  text: 'DELETE FROM download WHERE chat_key = $1',
};
const ADD: Statement = {
  name: 'add_download',
  text: 'INSERT INTO download (id, chat_key, plugin, seq, expires, name, type, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
};
const MAKE_ROOM: Statement = {
  name: 'make_room',
  text: `DELETE FROM download WHERE id IN
    (SELECT id FROM download WHERE chat_key = $1 AND plugin = $2 ORDER BY seq DESC, nth DESC OFFSET ${DOWNLOADS_SHARE})`,
};

/** Files of one inbox row; the oldest of its mailbox make room. */
export async function addDownloads(
  session: Session,
  { chat, plugin, seq }: InboxRow,
  downloads: readonly StoredDownload[],
): Promise<void> {
  for (const { id, expires, name, type, body } of downloads)
    await session.rows(ADD, [id, chat, plugin, seq, expires, kept(name), kept(type), Buffer.from(body)]);
  if (downloads.length > 0) await session.rows(MAKE_ROOM, [chat, plugin]);
}
