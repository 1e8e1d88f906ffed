import { action } from './action.ts';
import {
  all,
  anything,
  boolean,
  byType,
  isObject,
  list,
  number,
  object,
  text,
  words,
  type Problem,
  type Rule,
} from './rule.ts';

/** What a rich menu and its picture may measure, pixels (LINE reference, "Rich menu structure" and "Upload rich menu image"). */
const MENU_SIZE = { narrowest: 800, widest: 2_500, lowest: 250, flattest: 1.45 };
/** Bytes of the picture. */
export const MOST_PICTURE_BYTES = 1_000_000;
export const PICTURE_TYPES: readonly string[] = ['image/jpeg', 'image/png'];
/** LINE reference, "Create rich menu alias". */
export const ALIAS = /^[a-z0-9_-]{1,32}$/;
const MOST_AREAS = 20;
const LARGEST = 2_147_483_647;

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Why a menu or a picture of this size is refused. */
export function sizeProblem({ width, height }: PixelSize): string | undefined {
  const { narrowest, widest, lowest, flattest } = MENU_SIZE;
  if (width < narrowest || width > widest) return `The width must be between ${narrowest} and ${widest} pixels`;
  if (height < lowest) return `The height must be at least ${lowest} pixels`;
  return width / height < flattest ? `The width must be at least ${flattest} times the height` : undefined;
}

const whole = (least: number): Rule => number(least, LARGEST, { whole: true });

const size: Rule = (value, property, problems) => {
  const before = problems.length;
  object({ width: whole(1), height: whole(1) })(value, property, problems);
  const problem = problems.length === before ? sizeProblem(value as PixelSize) : undefined;
  if (problem !== undefined) problems.push({ message: problem, property });
};

/** A tap that changes to the menu behind an alias exists here alone. */
const menuAction: Rule = (value, property, problems) => {
  const switching = object(
    { type: anything, richMenuAliasId: text(32, { matches: ALIAS }), data: text(300) },
    { label: words(20) },
  );
  const isSwitch = isObject(value) && value['type'] === 'richmenuswitch';
  (isSwitch ? byType({ richmenuswitch: switching }) : action({ label: 20 }))(value, property, problems);
};

const bounds = object({ x: whole(0), y: whole(0), width: whole(1), height: whole(1) });

/** An area outside of the menu is never tapped. */
const inside: Rule = (value, property, problems) => {
  if (!isObject(value) || !isObject(value['size']) || !Array.isArray(value['areas'])) return;
  // What is no number has been found wrong by itself, and lies nowhere.
  const pixels = (one: unknown): number => (typeof one === 'number' ? one : 0);
  const { width, height } = value['size'];
  for (const [index, area] of (value['areas'] as readonly unknown[]).entries()) {
    const box = isObject(area) && isObject(area['bounds']) ? area['bounds'] : {};
    const isOutside = (at: string, length: string, whole: unknown): boolean =>
      typeof whole === 'number' && pixels(box[at]) + pixels(box[length]) > whole;
    if (isOutside('x', 'width', width) || isOutside('y', 'height', height))
      problems.push({
        message: `Must lie within ${pixels(width)} × ${pixels(height)}`,
        property: `areas[${index}].bounds`,
      });
  }
};

const menu = all(
  object(
    {
      size,
      selected: boolean,
      name: text(300),
      chatBarText: words(14),
      areas: list(0, MOST_AREAS, object({ bounds, action: menuAction })),
    },
    {},
    { closed: true },
  ),
  inside,
);

/** What is wrong with a rich menu object, as LINE names it. */
export function richMenuProblems(value: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  menu(value, '', problems);
  return problems;
}

/** The type and the size that a picture has by its own bytes; `undefined` for what is neither PNG nor JPEG. */
export function pictureOf(bytes: Uint8Array): (PixelSize & { readonly type: string }) | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A PNG begins with its signature and the chunk IHDR (PNG specification, 5.2 and 11.2.1).
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47 && view.getUint32(12) === 0x49484452)
    return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  // The size of a JPEG stands in its frame header, behind segments that say how long they are (ITU-T T.81, B.2.2).
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
  }
  return undefined;
}
