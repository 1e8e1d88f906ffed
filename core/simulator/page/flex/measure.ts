/**
 * Flex's words for sizes and colours as CSS values (LINE reference, flex-message). Only what matches a pattern passes: the values
 * come from a bot and end in style attributes.
 */

const SPACING: Readonly<Record<string, string>> = {
  none: '0px',
  xs: '2px',
  sm: '4px',
  md: '8px',
  lg: '12px',
  xl: '16px',
  xxl: '20px',
};
const FONT: Readonly<Record<string, string>> = {
  xxs: '11px',
  xs: '13px',
  sm: '14px',
  md: '16px',
  lg: '19px',
  xl: '22px',
  xxl: '29px',
  '3xl': '35px',
  '4xl': '48px',
  '5xl': '74px',
};
const IMAGE: Readonly<Record<string, string>> = {
  xxs: '40px',
  xs: '60px',
  sm: '80px',
  md: '100px',
  lg: '120px',
  xl: '140px',
  xxl: '160px',
  '3xl': '180px',
  '4xl': '200px',
  '5xl': '220px',
  full: '100%',
};
const BORDER: Readonly<Record<string, string>> = {
  none: '0px',
  light: '0.5px',
  normal: '1px',
  medium: '2px',
  'semi-bold': '3px',
  bold: '4px',
};
const BUBBLE: Readonly<Record<string, string>> = {
  nano: '120px',
  micro: '160px',
  deca: '220px',
  hecto: '241px',
  kilo: '260px',
  mega: '300px',
  giga: '386px',
};

const word = (table: Readonly<Record<string, string>>, value: unknown): string | undefined =>
  typeof value === 'string' && Object.hasOwn(table, value) ? table[value] : undefined;

const PIXELS = /^\d{1,4}(\.\d{1,3})?px$/;
const OFFSET = /^-?\d{1,4}(\.\d{1,3})?(px|%)$/;
const PERCENT = /^\d{1,3}(\.\d{1,3})?%$/;
const matching = (pattern: RegExp, value: unknown): string | undefined =>
  typeof value === 'string' && pattern.test(value) ? value : undefined;

export const pixels = (value: unknown): string | undefined => matching(PIXELS, value);
export const percent = (value: unknown): string | undefined => matching(PERCENT, value);
/** A width or height: `120px` or `40%`. */
export const extent = (value: unknown): string | undefined => pixels(value) ?? percent(value);
/** `spacing`, `margin` and `cornerRadius`: a word or pixels. */
export const spacing = (value: unknown): string | undefined => word(SPACING, value) ?? pixels(value);
/** A padding may also be a part of the parent's width. */
export const padding = (value: unknown): string | undefined => spacing(value) ?? percent(value);
export const offset = (value: unknown): string | undefined => word(SPACING, value) ?? matching(OFFSET, value);
export const fontSize = (value: unknown): string | undefined => word(FONT, value) ?? pixels(value);
export const imageWidth = (value: unknown): string | undefined => word(IMAGE, value) ?? extent(value);
export const borderWidth = (value: unknown): string | undefined => word(BORDER, value) ?? pixels(value);
export const bubbleWidth = (value: unknown): string => word(BUBBLE, value) ?? '300px';

/** `#RRGGBB` or `#RRGGBBAA`. */
export const color = (value: unknown): string | undefined => matching(/^#[0-9a-f]{6}([0-9a-f]{2})?$/i, value);

/** `20:13` as CSS's `20 / 13`. */
export function aspectRatio(value: unknown): string | undefined {
  const match = typeof value === 'string' ? /^(\d{1,6}(?:\.\d+)?):(\d{1,6}(?:\.\d+)?)$/.exec(value) : null;
  return match && Number(match[1]) > 0 && Number(match[2]) > 0 ? `${match[1]} / ${match[2]}` : undefined;
}
