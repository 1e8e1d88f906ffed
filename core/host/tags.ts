import { createHmac, createSecretKey, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ChatRef } from '../chat/chat.ts';

const TAG_BYTES = 9;
/** A LINE postback carries at most 300 UTF-16 units (LINE reference, action objects). */
const CARRIES = 300;
const DAY = 86_400_000;
const FORM = /^t([0-9a-z]{1,8})\.([\w-]{12}) (\/[^]*|@[\w-]{12})$/;

export type OpenedLine = { readonly ok: true; readonly line: string } | { readonly ok: false; readonly ours: boolean };

/**
 * The tag on a button: it binds the button's command line to one chat and one plugin, so that a card copied to another group does
 * nothing, and nobody can type a button. The key is random and does not come from a platform's secret.
 */
export class Tags {
  readonly #id: string;
  readonly #key: KeyObject;
  /** Lines that are too long for a button: the button carries their id, for a day. */
  readonly #long = new LRUCache<string, string>({ max: 20_000, ttl: DAY });

  constructor(id = randomBytes(4).toString('hex'), key = randomBytes(32)) {
    this.#id = id;
    this.#key = createSecretKey(key);
  }

  #tag(chat: ChatRef, plugin: string, line: string): string {
    const mac = createHmac('sha256', this.#key).update(`${chat.key}\0${plugin}\0${line}`).digest();
    return mac.subarray(0, TAG_BYTES).toString('base64url');
  }

  /** What a button carries in place of `line`: `t<key id>.<tag> /poll vote 2`. */
  seal(chat: ChatRef, plugin: string, line: string): string {
    const sealed = `t${this.#id}.${this.#tag(chat, plugin, line)} ${line}`;
    if (sealed.length <= CARRIES) return sealed;
    const id = randomBytes(TAG_BYTES).toString('base64url');
    this.#long.set(id, line);
    return `t${this.#id}.${this.#tag(chat, plugin, `@${id}`)} @${id}`;
  }

  /**
   * The line of a tapped button. `pluginOf` names the plugin that a line belongs to; a line that was stored is asked for by its own.
   * Not ok and not `ours`: the data was never made by a host like this one, and is nobody's concern.
   */
  open(chat: ChatRef, data: string, pluginOf: (line: string) => string | undefined): OpenedLine {
    const [, id, tag, carried] = FORM.exec(data) ?? [];
    if (tag === undefined || carried === undefined) return { ok: false, ours: false };
    const line = carried.startsWith('@') ? this.#long.get(carried.slice(1)) : carried;
    const plugin = line === undefined ? undefined : pluginOf(line);
    if (id !== this.#id || line === undefined || plugin === undefined) return { ok: false, ours: true };
    const expected = Buffer.from(this.#tag(chat, plugin, carried));
    return timingSafeEqual(expected, Buffer.from(tag)) ? { ok: true, line } : { ok: false, ours: true };
  }
}
