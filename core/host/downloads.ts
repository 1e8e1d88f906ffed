import { randomBytes } from 'node:crypto';
import { inject, injectable } from 'tsyringe';
import { Failure } from '../errors.ts';
import type { Chart, DownloadFile } from '../plugin/tokens.ts';
import type { StoredDownload, Store } from './store.ts';
import { Tags } from './tags.ts';
import { SETTINGS, STORE, type HostSettings } from './tokens.ts';

const TYPES: readonly string[] = ['text/plain', 'text/csv', 'text/calendar', 'application/json'];
const LONGEST_NAME = 100;
const LONGEST_TEXT = 1_000;
const MOST_BARS = 50;
const LARGEST_DOWNLOAD = 1_000_000;
const LONGEST_LIFE = 30 * 86_400_000;

/** What a link leads to. */
export type Found = { readonly file: StoredDownload } | { readonly missing: 'unknown' | 'expired' };

/**
 * Files behind links that are signed and expire. A link carries all that is needed to refuse it, so that guessing costs the store
 * nothing; whoever has one may fetch the file, as with every link in a chat.
 */
@injectable()
export class Downloads {
  constructor(
    @inject(STORE) private readonly store: Store,
    @inject(Tags) private readonly tags: Tags,
    @inject(SETTINGS) private readonly settings: HostSettings,
  ) {}

  /** The file as it is to be committed, and its address; `undefined` where this host has none that is seen from outside. */
  prepare(
    type: string,
    { name, expires }: Pick<DownloadFile, 'name' | 'expires'>,
    body: Uint8Array,
  ): { readonly file: StoredDownload; readonly url: string } | undefined {
    const { publicUrl } = this.settings;
    if (publicUrl === undefined) return undefined;
    const id = randomBytes(12).toString('hex');
    const until = expires.toString(36);
    return {
      file: { id, name, type, body, expires },
      url: `${publicUrl}/d/${this.tags.prove(signed(id, until))}.${id}.${until}`,
    };
  }

  /** The picture as it is to be committed, and its address; `undefined` where nobody could fetch it. */
  async draw(chart: Chart): Promise<ReturnType<Downloads['prepare']>> {
    const { draw, publicUrl } = this.settings;
    if (draw === undefined || publicUrl === undefined) return undefined;
    return this.prepare('image/png', chart, await draw(chart));
  }

  /** `link`: what stands behind `/d/`. */
  async find(link: string): Promise<Found> {
    const [key = '', proof = '', id = '', until = '', ...more] = link.split('.');
    if (more.length > 0 || !this.tags.proves(`${key}.${proof}`, signed(id, until))) return { missing: 'unknown' };
    const now = this.settings.now();
    if (Number.parseInt(until, 36) <= now) return { missing: 'expired' };
    const file = await this.store.download(id, now);
    return file ? { file } : { missing: 'expired' };
  }
}

const signed = (id: string, until: string): string => `download ${id} ${until}`;

/** Throws BAD_CALL for what a plugin may not publish. */
export function checkDownload(file: DownloadFile, now: number): void {
  const { name, type, body, expires } = (file ?? {}) as Partial<DownloadFile>;
  if (type === undefined || !TYPES.includes(type))
    throw new Failure('BAD_CALL', `a file's \`type\` is one of ${TYPES.join(', ')}`);
  if (typeof body !== 'string' || body === '' || Buffer.byteLength(body) > LARGEST_DOWNLOAD)
    throw new Failure('BAD_CALL', `a file's \`body\` is text of 1 to ${LARGEST_DOWNLOAD} bytes`);
  checkAddressee({ name, expires }, now);
}

/** The part that files and pictures have in common. */
function checkAddressee({ name, expires }: { name: unknown; expires: unknown }, now: number): void {
  if (
    typeof name !== 'string' ||
    name === '' ||
    name.length > LONGEST_NAME ||
    !name.isWellFormed() ||
    /[\p{Cc}/\\]/u.test(name)
  )
    throw new Failure('BAD_CALL', `a file's \`name\` is 1 to ${LONGEST_NAME} characters, without slashes`);
  if (typeof expires !== 'number' || !Number.isInteger(expires) || !(expires > now) || expires > now + LONGEST_LIFE)
    throw new Failure('BAD_CALL', 'a file needs `expires`: milliseconds since 1970, later than now and within 30 days');
}

export function checkChart(chart: Chart, now: number): void {
  const { name, title, text, bars, expires } = (chart ?? {}) as Partial<Chart>;
  const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= LONGEST_TEXT;
  if (!isText(title) || (text !== undefined && !isText(text)))
    throw new Failure('BAD_CALL', `a chart's \`title\` and \`text\` are at most ${LONGEST_TEXT} characters`);
  if (!Array.isArray(bars) || bars.length > MOST_BARS)
    throw new Failure('BAD_CALL', `a chart's \`bars\` are a list of at most ${MOST_BARS}`);
  for (const bar of bars as readonly (Partial<Chart['bars'][number]> | null)[]) {
    const share = bar?.share;
    if (!isText(bar?.label) || !isText(bar?.value) || typeof share !== 'number' || !(share >= 0 && share <= 1))
      throw new Failure('BAD_CALL', 'a bar of a chart is { label, share from 0 to 1, value }');
  }
  checkAddressee({ name, expires }, now);
}
