import { beforeEach, describe, expect, it } from 'vitest';
import { NOON } from '../../test/support/plugin-bench.ts';
import { rollCallGroup, wordsOf } from '../../test/support/roll-call-group.ts';

const DAY = 86_400_000;

let group = rollCallGroup();
let { bench } = group;
const say: typeof group.say = (...given) => group.say(...given);
beforeEach(() => {
  group = rollCallGroup();
  ({ bench } = group);
});

describe('/rollcall export', () => {
  const fill = async () => {
    await say('U1', '/rollcall "Dinner, with; love" --at Fri 19:00 --place "Bar, 2F" --capacity 2');
    await say('U1', '/rollcall yes "=1+1", she said');
    await say('U2', '/rollcall late');
    await say('U2', '/rollcall guest 1');
    await say('U3', '/rollcall no');
  };

  it('is the list as text, and says how to get it for a spreadsheet', async () => {
    await fill();
    const [list, how] = await say('U1', '/rollcall export');
    expect(wordsOf(list?.message)).toBe(
      [
        'Dinner, with; love',
        '🗓 Fri, 27 Nov, 19:00',
        '📍 Bar, 2F',
        'Aki · ✅ Yes · "=1+1", she said',
        'Bo · ⏰ Late',
        'Guest · with Bo · ✅ Yes · waiting, no. 1',
        'Chai · ❌ No',
        'Dai · not answered',
      ].join('\n'),
    );
    expect(how?.message).toBe(
      'For a spreadsheet or a calendar: /rollcall export --as csv or /rollcall export --as ical',
    );
    expect(wordsOf((await say('U1', '/rollcall export --as csv'))[0]?.message)).toContain(
      'Guest,✅ Yes,"waiting, no. 1",,Bo,',
    );
    expect(wordsOf((await say('U1', '/rollcall export --as ical'))[0]?.message)).toContain('DTSTART:20261127T100000Z');
  });

  it('comes as files behind links where the operator has set an address', async () => {
    await fill();
    bench.downloads.address = 'https://tenko.example';
    const [, links, picture] = await say('U1', '/rollcall export');
    expect(picture?.message).toEqual({
      type: 'image',
      url: 'https://tenko.example/rollcall-1.png',
      alt: 'Dinner, with; love',
    });
    expect(bench.downloads.charts).toMatchObject([{ title: 'Dinner, with; love', bars: { length: 5 } }]);
    expect(wordsOf(links?.message).split('\n')).toEqual([
      'Spreadsheet (CSV): https://tenko.example/rollcall-1.csv',
      'Calendar: https://tenko.example/rollcall-1.ics',
      'The links work for 7 days, for everyone who has them.',
    ]);
    expect(bench.downloads.files.map(({ type, expires }) => [type, expires])).toEqual([
      ['text/csv', NOON + 7 * DAY],
      ['text/calendar', NOON + 7 * DAY],
    ]);
  });
});
