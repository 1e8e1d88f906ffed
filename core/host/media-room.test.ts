import { expect, test } from 'vitest';
import type { MediaContent, Platform } from '../chat/platform.ts';
import { Failure } from '../errors.ts';
import { checkMedia, MediaReadings, MediaRoom } from './media-room.ts';

/** A platform that hands out content when it is told to. */
function stand() {
  const asked: string[] = [];
  const waiting: ((content: MediaContent) => void)[] = [];
  const platform = {
    content({ messageId }: { messageId: string }) {
      asked.push(messageId);
      return new Promise<MediaContent>((resolve) => waiting.push(resolve));
    },
  } as unknown as Platform;
  const give = (length = 3) => waiting.shift()!({ type: 'image/png', bytes: new Uint8Array(length).fill(7) });
  return { asked, platform, give };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('the host holds four contents at a time; who reads them to the end, fails or ends makes room', async () => {
  const room = new MediaRoom();
  const { asked, platform, give } = stand();
  const readings = Array.from({ length: 6 }, () => new MediaReadings(room, platform));
  const parts = readings.map((reading, index) => reading.part(String(index), false, 0));
  await turn();
  expect(asked).toEqual(['0', '1', '2', '3']);
  give();
  expect(await parts[0]).toEqual({ type: 'image/png', size: 3, base64: 'BwcH' });
  await turn();
  expect(asked).toEqual(['0', '1', '2', '3', '4']);
  // What its reader does not wait for any more is held until it is here.
  readings[1]!.end();
  await turn();
  expect(asked).toHaveLength(5);
  give(4_000_000);
  await turn();
  expect(asked).toHaveLength(6);
});

test('an invocation that ended while it waited for room is asked for no more', async () => {
  const room = new MediaRoom();
  const { asked, platform, give } = stand();
  const first = Array.from({ length: 4 }, () => new MediaReadings(room, platform));
  const parts = first.map((reading, index) => reading.part(String(index), false, 0));
  const late = new MediaReadings(room, platform);
  const part = late.part('late', false, 0);
  late.end();
  await turn();
  for (let index = 0; index < 4; index++) give();
  await Promise.all(parts);
  await expect(part).rejects.toMatchObject({ code: 'INVOCATION_OVER' });
  expect(asked).not.toContain('late');
});

test('parts come in order, make the whole, and are not handed out twice', async () => {
  const { platform, give } = stand();
  const readings = new MediaReadings(new MediaRoom(), platform);
  await expect(readings.part('1', false, 1)).rejects.toMatchObject({ code: 'BAD_CALL' });
  const first = readings.part('1', false, 0);
  await turn();
  give(3_000_001);
  const sizes = [
    (await first).base64,
    (await readings.part('1', false, 1)).base64,
    (await readings.part('1', false, 2)).base64,
  ];
  expect(sizes.map((text) => Buffer.from(text, 'base64').length)).toEqual([1_500_000, 1_500_000, 1]);
  await expect(readings.part('1', false, 2)).rejects.toMatchObject({ code: 'BAD_CALL' });
});

test('an invocation reads ten contents, and only what it is about', async () => {
  const platform = { content: () => Promise.reject(new Failure('MEDIA_MISSING', 'none')) } as unknown as Platform;
  const readings = new MediaReadings(new MediaRoom(), platform);
  for (let read = 0; read < 10; read++)
    await expect(readings.part('1', false, 0)).rejects.toMatchObject({ code: 'MEDIA_MISSING' });
  await expect(readings.part('1', false, 0)).rejects.toMatchObject({ code: 'BAD_CALL' });
  expect(checkMedia('1', [undefined, '1'])).toBe('1');
  for (const other of ['2', '', undefined, {}])
    expect(() => checkMedia(other, [undefined, '1'])).toThrow(expect.objectContaining({ code: 'BAD_CALL' }));
});
