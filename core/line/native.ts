import type { messagingApi } from '@line/bot-sdk';
import type { NativeMessage } from '../chat/message.ts';
import { comesBack, withData } from '../chat/native.ts';
import type { SignLine } from '../chat/platform.ts';
import { Failure } from '../errors.ts';
import { LIMITS } from './limits.ts';
import { problemsOf } from './rules/message.ts';

/** LINE's own message, each line that a tap runs sealed as on a button of ours. Checked before, when the plugin gave it. */
export const nativeMessage = ({ line }: NativeMessage, sign: SignLine): messagingApi.Message =>
  withData(line, (data) => sign(String(data))) as unknown as messagingApi.Message;

/** Room for the seal of a line: a key's id and a tag. */
const TAG = 40;

/**
 * Throws BAD_CALL for what LINE would refuse. Data are command lines and nothing else: they go out sealed by the host, so that no
 * plugin can write down the button of another.
 */
export function checkNative({ line }: NativeMessage): void {
  const sealed = withData(line, (data, where, action) => {
    if (!comesBack(action)) throw bad(`${where} stands in an action that carries none`);
    if (typeof data !== 'string' || !data.startsWith('/') || data.length > LIMITS.text)
      throw bad(`${where} should be a command line that starts with /`);
    // Sealed, it is longer by a tag, and never longer than LINE takes.
    return 'x'.repeat(Math.min(data.length + TAG, LIMITS.postbackData));
  });
  const [problem] = problemsOf([sealed]);
  if (problem !== undefined)
    throw bad(`LINE would refuse ${problem.property.replace('messages[0]', 'line')}: ${problem.message}`);
}

const bad = (what: string): Failure => new Failure('BAD_CALL', `a message is wrong: ${what}`);
