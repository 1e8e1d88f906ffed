import { Failure } from '../errors.ts';
import type { Json } from '../plugin/tokens.ts';
import { STORAGE_SHARE, type Store } from './store.ts';

const KEY_LENGTH = 200;

/** One invocation's view of what its plugin keeps in its chat: it sees its own writes, nobody else does until they are committed. */
export class StorageView {
  readonly writes = new Map<string, string | undefined>();

  constructor(
    private readonly store: Pick<Store, 'read' | 'list'>,
    private readonly chat: string,
    private readonly plugin: string,
  ) {}

  async get(key: string): Promise<Json | undefined> {
    const text = this.writes.has(checkKey(key))
      ? this.writes.get(key)
      : await this.store.read(this.chat, this.plugin, key);
    return text === undefined ? undefined : (JSON.parse(text) as Json);
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
    const found = new Map<string, string | undefined>();
    for (const { key, value } of await this.store.list(this.chat, this.plugin, prefix)) found.set(key, value);
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
  return key;
}
