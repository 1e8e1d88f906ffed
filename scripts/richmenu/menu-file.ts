import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  MOST_PICTURE_BYTES,
  pictureOf,
  richMenuProblems,
  sizeProblem,
  type PixelSize,
} from '../../core/line/rules/rich-menu.ts';
import { isObject } from '../../core/line/rules/rule.ts';
import { Refused } from '../setup/tool.ts';

export interface MenuFile {
  /** A rich menu object as LINE takes it. */
  readonly menu: object & { readonly size: PixelSize };
  readonly picture: Uint8Array;
  /** Of the picture: `image/png`. */
  readonly type: string;
}

function bytesOf(file: string, what: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Refused(`${what} ${file} cannot be read: ${(error as Error).message}`);
  }
}

/** A JSON file: LINE's rich menu object, and in `image` the path of its picture from there. Throws Refused with all that is wrong. */
export function readMenuFile(file: string): MenuFile {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(bytesOf(file, 'the menu')).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refused(`${file} is no JSON: ${error.message}`);
    throw error;
  }
  if (!isObject(content)) throw new Refused(`${file} must hold one object: LINE's rich menu object, and "image"`);
  const { image, ...menu } = content;
  const problems = richMenuProblems(menu).map(({ property, message }) => `  ${property || 'the menu'}: ${message}`);
  if (typeof image !== 'string' || image === '')
    problems.push('  image: Must be the path of a PNG or JPEG picture, from this file');
  if (problems.length > 0) throw new Refused([`LINE would not take the menu in ${file}:`, ...problems].join('\n'));
  const at = resolve(dirname(file), String(image));
  const picture = bytesOf(at, 'the picture');
  const { type, width, height } = pictureOf(picture) ?? {};
  if (type === undefined || width === undefined || height === undefined)
    throw new Refused(`${at} is no PNG or JPEG picture`);
  const { size } = menu as unknown as MenuFile['menu'];
  const problem =
    picture.length > MOST_PICTURE_BYTES
      ? `it has ${picture.length} bytes, LINE takes ${MOST_PICTURE_BYTES}`
      : (sizeProblem({ width, height }) ??
        (width === size.width && height === size.height
          ? undefined
          : `it measures ${width} × ${height}, the menu ${size.width} × ${size.height}`));
  if (problem !== undefined) throw new Refused(`LINE would not take the picture ${at}: ${problem}`);
  return { menu: menu as unknown as MenuFile['menu'], picture, type };
}
