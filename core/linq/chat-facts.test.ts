import { expect, test } from 'vitest';
import { AKI, BEN, CHI, OWN, handleOf } from '../../test/support/linq-stand-in.ts';
import { factsOf } from './chat-facts.ts';

const people = { idOf: (handle: string) => `id of ${handle}`, isOwn: (handle: string) => handle === OWN };
const facts = (more: object) => factsOf('chat', { is_group: true, handles: [], ...more }, people, 0);

test('those who have left are still on Linq’s list, and are not counted; neither is the own line', () => {
  const handles = [
    handleOf(OWN, { is_me: undefined }),
    handleOf(AKI),
    handleOf(BEN, { status: 'LEFT', left_at: '2026-05-08T16:40:00Z' }),
    { handle: CHI },
    { handle: '+15550004000', left_at: '2026-05-08T16:40:00Z' },
    { handle: '+15550005000', status: 'removed' },
    { is_me: false },
    'odd',
  ];
  const { people: here, active } = facts({ handles });
  expect([...here]).toEqual([
    [`id of ${AKI}`, AKI],
    [`id of ${CHI}`, CHI],
  ]);
  expect(active).toBe(3);
});

test.each([
  ['Camp', 'Camp'],
  ['Flat 12, 3rd floor', 'Flat 12, 3rd floor'],
  [' ', undefined],
  [null, undefined],
  [`${AKI}, ${BEN}`, undefined],
  ['+1 555-000-2000 & 3 others', undefined],
  ['(555) 000-2000', undefined],
  [CHI, undefined],
  [`${CHI}, dee@example.com`, undefined],
  [`Party of ${CHI}`, undefined],
])('the name %j is %j', (told, name) => {
  expect(facts({ display_name: told, handles: [handleOf(CHI)] }).name).toBe(name);
});

test('services come in any case, and an answer that does not say what it is cannot be used', () => {
  expect(facts({ service: 'iMessage' }).service).toBe('imessage');
  expect(facts({}).service).toBeUndefined();
  expect(() => facts({ is_group: undefined })).toThrow(/is_group/);
});
