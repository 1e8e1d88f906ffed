import { lang } from './texts.ts';

const hours = new Intl.DateTimeFormat(lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const seconds = new Intl.DateTimeFormat(lang, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
// Thai dates would count Buddhist years; LINE in Thailand shows the year as everywhere.
const days = new Intl.DateTimeFormat(`${lang}-u-ca-gregory`, { month: 'short', day: 'numeric', weekday: 'short' });

export const timeOf = (at: number): string => hours.format(at);
export const secondOf = (at: number): string => seconds.format(at);
export const dayOf = (at: number): string => days.format(at);
export const isoOf = (at: number): string => new Date(at).toISOString();
