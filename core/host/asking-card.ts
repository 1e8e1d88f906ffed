import type { Card } from '../chat/card.ts';
import { inLine } from '../chat/in-line.ts';
import type { Language, SubcommandDefinition } from '../command/definition.ts';
import { dateFormat } from '../plugin/formatters.ts';
import { hostList, hostText } from './host-text.ts';
import { tapLine } from './tap-line.ts';
import type { Asking } from './asking.ts';

const LINE_GRAPHEMES = 500;
const ALT_GRAPHEMES = 60;
const NAME_GRAPHEMES = 20;

export interface AskingCard {
  readonly asking: Asking;
  readonly definition: SubcommandDefinition;
  readonly language: Language;
  readonly timeZone: string;
  readonly now: number;
  /** Of the member who asked. */
  readonly name: string;
  /** It can be typed as well. */
  readonly typable: boolean;
  /** The time was up: it starts over. */
  readonly again: boolean;
}

/** "18:05", with its day where that is not today's. */
export function momentText(language: Language, timeZone: string, moment: number, now: number): string {
  const day = dateFormat('en', timeZone, { dateStyle: 'short' });
  const key = day.format(moment) === day.format(now) ? 'clock' : 'moment';
  return hostText(language, key, { time: new Date(moment) }, timeZone);
}

export const nameText = (name: string): string => inLine(name, NAME_GRAPHEMES);

/** What happens, in the author's words, and the line with all that was typed: nobody agrees to what they have not read. */
function whatHappens({ asking, definition, language, typable, again }: AskingCard, startsOver: string): string {
  const { warning, description } = definition;
  const text = warning ?? description;
  const lines = again ? [startsOver] : [];
  lines.push(text[language] ?? text.en);
  if (typable) lines.push(inLine(asking.line, LINE_GRAPHEMES));
  return lines.join('\n');
}

const until = ({ asking, language, timeZone, now }: AskingCard): string =>
  momentText(language, timeZone, asking.until, now);

/** `agreed`: names of those who tapped. `missing`: how many more it takes. */
export function tapsCard(
  card: AskingCard,
  {
    needed,
    agreed,
    missing,
    moderator,
  }: { needed: number; agreed: readonly string[]; missing: number; moderator: boolean },
): Card {
  const { asking, language, name, typable } = card;
  const t = (key: Parameters<typeof hostText>[1], values = {}): string => hostText(language, key, values);
  const names = agreed.length === 0 ? t('taps-nobody') : hostList(language, agreed.map(nameText));
  const footer = [...(moderator ? [t('taps-moderator')] : []), ...(typable ? [t('taps-type')] : [])].join('\n');
  return {
    type: 'card',
    title: t('taps-title', { needed }),
    text: whatHappens(card, t('taps-again')),
    fields: [
      { name: t('taps-asked'), value: nameText(name) },
      { name: t('taps-agreed'), value: names },
      { name: t('taps-missing'), value: t('taps-people', { missing }) },
      { name: t('until'), value: until(card) },
    ],
    buttons: [{ label: t('taps-agree'), command: tapLine(asking.line, asking.id), style: 'primary', reaction: 'like' }],
    ...(footer ? { footer } : {}),
    alt: t('taps-alt', { line: inLine(asking.line, ALT_GRAPHEMES), missing, until: until(card) }),
  };
}

export function confirmCard(card: AskingCard): Card {
  const { asking, language, name, typable } = card;
  const who = { name: nameText(name), until: until(card) };
  const footer = [hostText(language, 'confirm-who', who), ...(typable ? [hostText(language, 'confirm-type')] : [])];
  return {
    type: 'card',
    title: hostText(language, 'confirm-title'),
    text: whatHappens(card, hostText(language, 'confirm-again')),
    buttons: [
      {
        label: hostText(language, 'confirm-yes'),
        command: tapLine(asking.line, asking.id),
        style: 'primary',
        reaction: 'like',
      },
    ],
    footer: footer.join('\n'),
    alt: hostText(language, 'confirm-alt', { ...who, line: inLine(asking.line, ALT_GRAPHEMES) }),
  };
}
