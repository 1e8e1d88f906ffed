import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { ChatRef } from '../chat/chat.ts';
import type { TagKey } from './store.ts';

const TAG_BYTES = 9;
/** A LINE postback carries at most 300 UTF-16 units (LINE reference, action objects). */
const CARRIES = 300;
const FORM = /^t([0-9a-z]{1,8})\.([\w-]{12}) (\/[^]*|@[\w-]{12}[a-z0-9-]+)$/;

/** A tapped button: its line, or the id and the plugin of a line that is kept in the store. */
export type OpenedLine =
  | { readonly ok: true; readonly line: string }
  | { readonly ok: true; readonly lineId: string; readonly plugin: string }
  | { readonly ok: false; readonly ours: boolean };

/**
 * The tag on a button: it binds the button's command line to one chat and one plugin, so that a card copied to another group does
 * nothing, and nobody can type a button. The keys are random, kept in the store, and have nothing to do with a platform's secret;
 * one of them signs, and all of them verify.
 */
export class Tags {
  #current = '';
  readonly #keys = new Map<string, KeyObject>();

  constructor(keys: readonly TagKey[], before = Infinity) {
    this.learn(keys, before);
  }

  /**
   * All keys, the newest first. A key that is not from `before` that time does not sign yet, unless it is the only one: a host that does
   * not know it would take its buttons for forged.
   */
  learn(keys: readonly TagKey[], before = Infinity): void {
    for (const { id, key } of keys) if (!this.#keys.has(id)) this.#keys.set(id, createSecretKey(key));
    this.#current = (keys.find(({ at }) => at < before) ?? keys.at(-1))?.id ?? '';
  }

  /** What a button carries in place of `line`: `t<key id>.<tag> /poll vote 2`. */
  seal(chat: ChatRef, plugin: string, line: string): string {
    const sealed = this.#sealed(chat, plugin, line);
    return sealed.length <= CARRIES
      ? sealed
      : this.#sealed(chat, plugin, `@${this.lineId(chat, plugin, line)}${plugin}`);
  }

  /** The id under which a line is to be kept that is too long for a button; `undefined` for one that is not. */
  longLine(chat: ChatRef, plugin: string, line: string): string | undefined {
    const overhead = this.#current.length + TAG_BYTES * (4 / 3) + 3;
    return line.length + overhead <= CARRIES ? undefined : this.lineId(chat, plugin, line);
  }

  /** Not ok and not `ours`: the data was never made by a host like this one, and is nobody's concern. */
  open(chat: ChatRef, data: string, pluginOf: (line: string) => string | undefined): OpenedLine {
    const [, id, tag, carried] = FORM.exec(data) ?? [];
    if (id === undefined || tag === undefined || carried === undefined) return { ok: false, ours: false };
    const plugin = carried.startsWith('@') ? carried.slice(13) : pluginOf(carried);
    const key = this.#keys.get(id);
    if (plugin === undefined || !key) return { ok: false, ours: true };
    if (!timingSafeEqual(Buffer.from(mac(key, chat, plugin, carried)), Buffer.from(tag)))
      return { ok: false, ours: true };
    return carried.startsWith('@') ? { ok: true, lineId: carried.slice(1, 13), plugin } : { ok: true, line: carried };
  }

  /** The same line in the same chat has the same id, so that it is found again whenever the card is sent. */
  private lineId(chat: ChatRef, plugin: string, line: string): string {
    return mac(this.#keys.get(this.#current)!, chat, plugin, `line ${line}`);
  }

  /** A mark, `<key id>.<mac>`, that nobody without the keys can make for this text. */
  prove(text: string): string {
    return `${this.#current}.${proofOf(this.#keys.get(this.#current)!, text)}`;
  }

  proves(mark: string, text: string): boolean {
    const [id = '', proof = ''] = mark.split('.');
    const key = this.#keys.get(id);
    if (!key || !/^[0-9a-f]{32}$/.test(proof)) return false;
    return timingSafeEqual(Buffer.from(proofOf(key, text)), Buffer.from(proof));
  }

  #sealed(chat: ChatRef, plugin: string, carried: string): string {
    return `t${this.#current}.${mac(this.#keys.get(this.#current)!, chat, plugin, carried)} ${carried}`;
  }
}

const proofOf = (key: KeyObject, text: string): string =>
  createHmac('sha256', key).update(`proof\0${text}`).digest('hex').slice(0, 32);

function mac(key: KeyObject, chat: ChatRef, plugin: string, carried: string): string {
  const digest = createHmac('sha256', key).update(`${chat.key}\0${plugin}\0${carried}`).digest();
  return digest.subarray(0, TAG_BYTES).toString('base64url');
}
