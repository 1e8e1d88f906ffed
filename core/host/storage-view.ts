import { Failure, isFailure } from '../errors.ts';
import type { Json } from '../plugin/tokens.ts';
import { STORAGE_SHARE, type Store } from './store.ts';

const KEY_LENGTH = 200;
/** Keys that begin so are the host's own in a plugin's mailbox: the plugin neither sees nor writes them. */
export const RESERVED = 'tenko:';

/** One invocation's view of what its plugin keeps in its chat: it sees its own writes, nobody else does until they are committed. */
export class StorageView {
  readonly writes: Map<string, string | undefined>;
  /** The store could not be read: whatever the handler made of it is not to be. */
  away: Failure | undefined;

  /** `kept`: what the host has written here already. */
  constructor(
    private readonly store: Pick<Store, 'read' | 'list'>,
    private readonly chat: string,
    private readonly plugin: string,
    kept?: ReadonlyMap<string, string | undefined>,
  ) {
    this.writes = new Map(kept);
  }

  async get(key: string): Promise<Json | undefined> {
    return this.read(checkKey(key));
  }

  /** What the host keeps here of its own. The same key as `Storage` would take, without the prefix. */
  async kept<T>(key: string): Promise<T | undefined> {
    return (await this.read(RESERVED + key)) as T | undefined;
  }

  /** `undefined` deletes. Committed with the command, or not at all, as what the plugin writes. */
  keep(key: string, value: object | undefined): void {
    this.writes.set(RESERVED + key, value && JSON.stringify(value));
  }

  /** All that the host keeps under a prefix. */
  async allKept<T>(prefix: string): Promise<readonly T[]> {
    return (await this.entries(RESERVED + prefix)).map(({ value }) => value as T);
  }

  set(key: string, value: Json): void {
    const text = asJson(value);
    if (text === undefined) throw new Failure('BAD_CALL', `storage.set('${checkKey(key)}'): the value is not JSON`);
    if (text.length > STORAGE_SHARE)
      throw new Failure('STORAGE_FULL', `storage.set('${checkKey(key)}'): ${text.length} characters`);
    this.writes.set(checkKey(key), text);
  }

  delete(key: string): void {
    this.writes.set(checkKey(key), undefined);
  }

  async list(prefix: string): Promise<{ key: string; value: Json }[]> {
    if (typeof prefix !== 'string') throw new Failure('BAD_CALL', 'storage.list takes a prefix, a string');
    return (await this.entries(prefix)).filter(({ key }) => !key.startsWith(RESERVED));
  }

  private async read(key: string): Promise<Json | undefined> {
    const text = this.writes.has(key)
      ? this.writes.get(key)
      : await this.noting(this.store.read(this.chat, this.plugin, key));
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  }

  private async noting<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      if (isFailure(error) && error.code === 'STORE_UNAVAILABLE') this.away = error;
      throw error;
    }
  }

  private async entries(prefix: string): Promise<{ key: string; value: Json }[]> {
    const found = new Map<string, string | undefined>();
    for (const { key, value } of await this.noting(this.store.list(this.chat, this.plugin, prefix)))
      found.set(key, value);
    for (const [key, value] of this.writes) if (key.startsWith(prefix)) found.set(key, value);
    return [...found]
      .flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: JSON.parse(value) as Json }]))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}

/** `undefined` for what JSON cannot say: a function, a BigInt, a circle. */
function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function checkKey(key: unknown): string {
  // Half an emoji and NUL are no text to a database: two keys could become one.
  if (typeof key !== 'string' || key === '' || key.length > KEY_LENGTH || !key.isWellFormed() || key.includes('\0'))
    throw new Failure('BAD_CALL', `a storage key is well-formed text of 1 to ${KEY_LENGTH} characters`);
  if (key.startsWith(RESERVED))
    throw new Failure('BAD_CALL', `storage keys that begin with "${RESERVED}" are the host's`);
  return key;
}
