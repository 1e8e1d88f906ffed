import type { Texts } from 'tenko';

/** A time as it was understood, in full: whoever meant another one sees it at once. */
export const momentOf = (time: number, texts: Texts): string => texts.t('moment', { time: new Date(time) });
