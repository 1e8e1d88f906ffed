import { inLine, type Texts } from 'tenko';
import { ballotIn, type Poll } from './poll.ts';
import { nameIn, type People } from './people.ts';
import { noteOf } from './rules.ts';

/** Many voters stand on one card. */
const LABEL_GRAPHEMES = 30;
const GUEST_GRAPHEMES = 12;

/** How a voter stands on a card: a guest with who brought them, in a weighted poll how much they gave, and what they said to it. */
export function voterLabel(
  poll: Poll,
  id: string,
  people: People,
  texts: Texts,
  choice?: number,
  graphemes = LABEL_GRAPHEMES,
): string {
  const guest = poll.guests?.[id];
  const sponsor = guest && (nameIn(people, guest.sponsor) || texts.t('someone-unknown'));
  const name =
    guest === undefined
      ? nameIn(people, id)
      : texts.t('guest', { name: inLine(guest.name, GUEST_GRAPHEMES), sponsor: sponsor ?? '' });
  if (name === '') return '';
  const amount = poll.kind === 'weighted' ? ballotIn(poll.ballots, id).filter((entry) => entry === choice).length : 1;
  const note = inLine(noteOf(poll, id));
  return inLine(
    `${name}${amount > 1 ? ` ×${amount}` : ''}${note === '' ? '' : ` ${texts.t('note', { note })}`}`,
    graphemes,
  );
}
