import { Failure } from '../errors.ts';
import type { Json } from '../plugin/tokens.ts';

/** What one plugin may keep in one chat: keys and values together, in UTF-16 units of their JSON. */
const STORAGE_SHARE = 4_000_000;
const KEY_LENGTH = 200;

/** Written keys of one invocation, not yet committed; `undefined` marks a deletion. */
export type Writes = ReadonlyMap<string, string | undefined>;

/** What plugins keep, in memory: each plugin in each chat has a drawer of its own, named by `plugin` and chat key. */
export class MemoryStorage {
  readonly #drawers = new Map<string, Map<string, string>>();

  get(drawer: string, key: string): string | undefined {
    return this.#drawers.get(drawer)?.get(key);
  }

  keys(drawer: string): Iterable<string> {
    return this.#drawers.get(drawer)?.keys() ?? [];
  }

  /** All of `writes`, or none: STORAGE_FULL when the drawer would grow past its share. */
  commit(drawer: string, writes: Writes): void {
    if (writes.size === 0) return;
    const after = new Map(this.#drawers.get(drawer));
    for (const [key, value] of writes) {
      if (value === undefined) after.delete(key);
      else after.set(key, value);
    }
    let size = 0;
    for (const [key, value] of after) size += key.length + value.length;
    if (size > STORAGE_SHARE) throw new Failure('STORAGE_FULL', `more than ${STORAGE_SHARE} characters in one chat`);
    this.#drawers.set(drawer, after);
  }
}

/** One invocation's view of its drawer: it sees its own writes, nobody else does until they are committed. */
export class StorageView {
  readonly writes = new Map<string, string | undefined>();

  constructor(
    private readonly storage: MemoryStorage,
    readonly drawer: string,
  ) {}

  get(key: string): Json | undefined {
    const text = this.#text(checkKey(key));
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  }

  set(key: string, value: Json): void {
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) throw new Failure('BAD_CALL', `storage.set('${key}'): the value is not JSON`);
    if (text.length > STORAGE_SHARE)
      throw new Failure('STORAGE_FULL', `storage.set('${key}'): ${text.length} characters`);
    this.writes.set(checkKey(key), text);
  }

  delete(key: string): void {
    this.writes.set(checkKey(key), undefined);
  }

  list(prefix: string): { key: string; value: Json }[] {
    if (typeof prefix !== 'string') throw new Failure('BAD_CALL', 'storage.list takes a prefix, a string');
    const keys = new Set([...this.storage.keys(this.drawer), ...this.writes.keys()]);
    return [...keys]
      .filter((key) => key.startsWith(prefix) && this.#text(key) !== undefined)
      .sort()
      .map((key) => ({ key, value: JSON.parse(this.#text(key)!) as Json }));
  }

  #text(key: string): string | undefined {
    return this.writes.has(key) ? this.writes.get(key) : this.storage.get(this.drawer, key);
  }
}

function checkKey(key: unknown): string {
  if (typeof key !== 'string' || key === '' || key.length > KEY_LENGTH)
    throw new Failure('BAD_CALL', `a storage key is a string of 1 to ${KEY_LENGTH} characters`);
  return key;
}
