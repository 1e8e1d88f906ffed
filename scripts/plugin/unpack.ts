import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Refused } from './tool.ts';

const BLOCK = 512;
const LARGEST = 50_000_000;
const MOST_FILES = 5_000;

interface Entry {
  readonly path: string;
  readonly content: Buffer;
}

const text = (block: Buffer, start: number, length: number): string => {
  const part = block.subarray(start, start + length);
  const end = part.indexOf(0);
  return part.subarray(0, end < 0 ? length : end).toString('utf8');
};

const isBelow = (path: string): boolean =>
  path !== '' &&
  !/^\/|^[A-Za-z]:|\\|\0/.test(path) &&
  path.split('/').every((part) => part !== '' && part !== '..' && part !== '.');

/** `path` of a pax header (POSIX.1-2001): `<length> path=<value>\n`. */
const paxPath = (content: Buffer): string | undefined => /^\d+ path=([^\n]*)$/m.exec(content.toString('utf8'))?.[1];

/** The files of a tar archive. Links and devices are refused, and so is every path that leads out. */
function filesIn(tar: Buffer): Entry[] {
  const files: Entry[] = [];
  let longPath: string | undefined;
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const header = tar.subarray(at, at + BLOCK);
    const size = Number.parseInt(text(header, 124, 12).trim() || '0', 8);
    const type = String.fromCharCode(header[156]!);
    const content = tar.subarray(at + BLOCK, at + BLOCK + size);
    if (!Number.isSafeInteger(size) || size < 0 || content.length < size)
      throw new Refused('the archive is cut short or damaged');
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'x') longPath = paxPath(content) ?? longPath;
    else if (type === 'L') longPath = text(content, 0, content.length);
    else if (type === '0' || type === '\0') {
      const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
      const name = text(header, 0, 100);
      const path = (longPath ?? (prefix === '' ? name : `${prefix}/${name}`)).replace(/^(\.\/)+/, '');
      longPath = undefined;
      if (!isBelow(path)) throw new Refused(`the archive has a file that leads out of it: ${JSON.stringify(path)}`);
      files.push({ path, content });
      if (files.length > MOST_FILES) throw new Refused(`the archive has more than ${MOST_FILES} files`);
    } else if (type === '1' || type === '2')
      throw new Refused(
        `the archive has a link, ${JSON.stringify(text(header, 0, 100))}: a plugin is made of files alone`,
      );
    else if (type !== '5' && type !== 'g')
      throw new Refused(`the archive has something that is no file (type ${JSON.stringify(type)})`);
    else longPath = undefined;
  }
  return files;
}

function unzipped(archive: Buffer): Buffer {
  try {
    return gunzipSync(archive, { maxOutputLength: LARGEST });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Refused(isLarge ? `the archive is larger than ${LARGEST} bytes` : 'the archive is no .tgz');
  }
}

/**
 * Whether a file of a plugin's own would tell npm where to fetch from, and what of the operator's environment to send there. Packages
 * come from the operator's registry, and what came is pinned.
 */
export const steersNpm = (path: string): boolean => /^(\.npmrc|package-lock\.json|npm-shrinkwrap\.json)$/i.test(path);

/** Unpacks a plugin's archive into a folder that is empty: what lies beside its plugin.json, and nothing else. */
export async function unpack(file: string, folder: string): Promise<void> {
  const files = filesIn(unzipped(await readFile(file)));
  const [manifest] = files
    .filter(({ path }) => /(^|\/)plugin\.json$/.test(path))
    .sort((a, b) => a.path.split('/').length - b.path.split('/').length);
  if (!manifest) throw new Refused('the archive has no plugin.json');
  const within = manifest.path.slice(0, -'plugin.json'.length);
  for (const { path, content } of files) {
    const below = path.slice(within.length);
    // Its packages are installed anew, as they are with every other source.
    if (!path.startsWith(within) || below.startsWith('node_modules/') || steersNpm(below)) continue;
    const target = join(folder, below);
    await mkdir(dirname(target), { recursive: true });
    try {
      await writeFile(target, content, { flag: 'wx' });
    } catch (error) {
      if (!['EEXIST', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      throw new Refused(`the archive has ${JSON.stringify(path)} twice`);
    }
  }
}
