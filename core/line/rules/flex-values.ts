import type { Rule } from './rule.ts';
import { text } from './rule.ts';

/** Values that Flex components share (LINE docs, "Flex Message elements" and "Flex Message layout"). */
const matching = (form: RegExp): Rule => text(40, { matches: form });

const PIXELS = String.raw`\d+(?:\.\d+)?px`;
const PERCENT = String.raw`\d+(?:\.\d+)?%`;
const SPACES = 'none|xs|sm|md|lg|xl|xxl';
const SIZES = 'xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl';

export const color = matching(/^#(?:[0-9a-f]{6}|[0-9a-f]{8})$/i);
export const spacing = matching(new RegExp(`^(?:${SPACES}|${PIXELS})$`));
export const padding = matching(new RegExp(`^(?:${SPACES}|${PIXELS}|${PERCENT})$`));
export const offset = matching(new RegExp(`^-?(?:${SPACES}|${PIXELS}|${PERCENT})$`));
export const borderWidth = matching(new RegExp(`^(?:none|light|normal|medium|semi-bold|bold|${PIXELS})$`));
export const extent = matching(new RegExp(`^(?:${PIXELS}|${PERCENT})$`));
export const fontSize = matching(new RegExp(`^(?:${SIZES}|${PIXELS})$`));
export const imageSize = matching(new RegExp(`^(?:${SIZES}|full|${PIXELS}|${PERCENT})$`));
export const aspectRatio = matching(/^\d{1,6}(?:\.\d+)?:\d{1,6}(?:\.\d+)?$/);
export const angle = matching(/^\d{1,3}(?:\.\d+)?deg$/);
export const percent = matching(new RegExp(`^${PERCENT}$`));
export const lineSpacing = matching(new RegExp(`^${PIXELS}$`));
