import { inLine, type Member, type TextMessage, type TextPart, type Texts } from 'tenko';
import { answerButtons, closesLine, detailsOf, titleOf } from './card.ts';
import { mentioning } from './mentions.ts';
import { missingOf, unknownOf } from './missing.ts';
import type { People } from './people.ts';
import type { RollCall } from './roll-call.ts';
import { seatsOf } from './seats.ts';

/** Of whom LINE really mentions twenty in a message, the first; the others are named. */
const NAMED = 60;

/**
 * One message, so that a push of it is one push: when and where, and a mention of each who has not answered and, where `coming` says so,
 * of each who promised to come. Nobody else is told.
 */
export function reminder(call: RollCall, people: People, coming: boolean, texts: Texts): TextMessage {
  const missing = missingOf(call, people);
  const unknown = unknownOf(call, people);
  const promised = coming ? promisedIn(call, people) : [];
  const lines: (readonly TextPart[])[] = [
    [texts.t('reminder-title', { title: inLine(titleOf(call, texts)) })],
    ...detailsOf(call, texts).map((line) => [line]),
    ...(promised.length === 0 ? [] : [mentioning(texts, 'reminder-coming', promised, NAMED)]),
    ...(missing.length === 0 ? [] : [mentioning(texts, 'missing', missing, NAMED, { unknown })]),
    ...closesLine(call, texts).map((line) => [line]),
    [texts.t(`how-to-${call.kind}`, { number: call.number })],
  ];
  const text = lines.flatMap((line, index) => (index === 0 ? line : ['\n', line].flat()));
  return { type: 'text', text, buttons: answerButtons(call, texts) };
}

function promisedIn(call: RollCall, { roster }: People): readonly Member[] {
  const ids = new Set(seatsOf(call).seated.flatMap(({ kind, id }) => (kind === 'member' ? [id] : [])));
  return roster?.members.filter(({ id }) => ids.has(id)) ?? [];
}
