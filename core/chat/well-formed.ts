import { keptApart } from './directions.ts';

// C0 controls but tab and line feed, and DEL: no keyboard types them, and JSON parsers on the way may choke on them.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F]/g;

/**
 * The text as every platform can take it: half surrogate pairs become U+FFFD, control characters go, and no mark turns the direction of
 * what is not its own.
 */
export const wellFormed = (text: string): string => keptApart(text.toWellFormed().replace(CONTROLS, ''));
