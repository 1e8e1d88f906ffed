/** Calm colours on the white of LINE's bubbles; each text has a contrast of at least 4.5 to what is behind it. */
export const COLOURS = {
  text: '#1F2933',
  quiet: '#5F6B7A',
  accent: '#2F6CB3',
  onAccent: '#FFFFFF',
  /** Behind the accent's text on a small button. */
  soft: '#E8F0FA',
  track: '#E6EAEF',
  line: '#E6EAEF',
} as const;

/**
 * How much of a text a card shows, in UTF-16 units. Ours, not LINE's: with these even the longest rows fit into a bubble, and
 * a card stays something that is taken in at a glance.
 */
export const LENGTHS = {
  title: 300,
  text: 3000,
  fieldName: 100,
  fieldValue: 1000,
  barLabel: 300,
  barValue: 40,
  note: 1000,
  footer: 1000,
} as const;

/** Labels of two buttons that together are not wider than this (a full-width character counts twice) share a row. */
export const HALF_ROW = 12;

/** How wide the words of a small button beside a choice may be. */
export const PILL_COLUMNS = 12;
