import { setTimeout as sleep } from 'node:timers/promises';
import type { MediaAsked, MediaContent, MediaState } from '../chat/platform.ts';
import { string } from '../chat/shape.ts';
import { Failure, isFailure } from '../errors.ts';
import type { LineApi } from './api.ts';
import { messageId } from './ids.ts';

/** What a handler can wait for, milliseconds: it has eight seconds for everything. */
const PATIENCE = { whole: 6_000, pause: 400 };
/** With less time than this there is no use in another look. */
const SHORTEST = 200;

const path = (call: string, id: string): string => `/v2/bot/message/${messageId(call, id)}/content`;

/**
 * What a member sent (LINE reference, "Get content" and "Get a preview image"). LINE answers 202 while it still prepares a large video or
 * voice message: it is asked again for some seconds. Rejects with MEDIA_MISSING, MEDIA_NOT_READY, MEDIA_TOO_LARGE, PLATFORM_GONE or
 * another platform code.
 */
export async function contentOf(
  api: LineApi,
  { messageId: id, preview, most }: MediaAsked,
  { whole, pause } = PATIENCE,
): Promise<MediaContent> {
  const call = preview ? 'preview' : 'content';
  const at = preview ? `${path(call, id)}/preview` : path(call, id);
  const end = performance.now() + whole;
  for (;;) {
    const { content } = await missing(call, api.content(call, at, most, Math.max(SHORTEST, end - performance.now())));
    if (content) return { type: content.type || 'application/octet-stream', bytes: content.bytes };
    if (end - performance.now() < pause + SHORTEST)
      throw new Failure('MEDIA_NOT_READY', `LINE, ${call}: LINE is still preparing it (202). Ask again in a while.`);
    await sleep(pause);
    // Of a preview there is nothing to ask: it is looked at again.
    if (!preview && (await contentStateOf(api, id)) === 'failed')
      throw new Failure('MEDIA_MISSING', `LINE, ${call}: LINE could not prepare it, and never will.`);
  }
}

/** LINE reference, "Verify the preparation status of a video or audio for getting". */
export async function contentStateOf(api: LineApi, id: string): Promise<MediaState> {
  const call = 'content status';
  const status = string((await missing(call, api.get(call, `${path(call, id)}/transcoding`)))['status']);
  // A word that nobody has heard of: whoever reads will be told more.
  return status === 'processing' || status === 'failed' ? status : 'succeeded';
}

/** LINE's 404 is about a message here. */
async function missing<T>(call: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isFailure(error) || error.code !== 'PLATFORM_NOT_FOUND') throw error;
    const what = call === 'preview' ? 'has no preview' : 'has no content';
    throw new Failure(
      'MEDIA_MISSING',
      `LINE, ${call}: the message ${what}, or LINE keeps it no longer (404).`,
      error.details,
    );
  }
}
