import type { messagingApi } from '@line/bot-sdk';
import type { Button } from '../chat/card.ts';
import type { SignLine } from '../chat/platform.ts';
import { wellFormed } from '../chat/well-formed.ts';
import { Failure } from '../errors.ts';
import { cutGraphemes, fitsGraphemes, isBlank } from '../chat/cut.ts';
import { LIMITS } from './limits.ts';

/** Postback data of a button that only fills in the keyboard. A command line starts with `/`, so no command can be this. */
export const DO_NOTHING = 'nothing';

export type Tap =
  | messagingApi.PostbackAction
  | messagingApi.DatetimePickerAction
  | messagingApi.ClipboardAction
  | messagingApi.LocationAction;

/**
 * What a tap does. No `displayText`: a poll of fifty people would put fifty lines into the chat. `undefined` for a button that LINE
 * could not carry without changing what it means: the host prints such lines as well.
 */
export function action(button: Button, labelGraphemes: number, sign: SignLine): Tap | undefined {
  const { command, prefill, pick, copy } = button;
  // LINE refuses an action without a label.
  const words = [button.label, prefill, command].find((said) => said !== undefined && !isBlank(said)) ?? '…';
  const label = cutGraphemes(words, labelGraphemes);
  // It carries nothing back: what follows is known by who was asked.
  if (pick === 'location') return { type: 'location', label };
  if (pick !== undefined) return { type: 'datetimepicker', label, data: dataOf(command, sign), mode: pick };
  if (copy !== undefined) return { type: 'clipboard', label, clipboardText: wellFormed(copy) };
  if (prefill === undefined) return { type: 'postback', label, data: dataOf(command, sign) };
  const fillInText = wellFormed(prefill);
  if (isBlank(fillInText) || !fitsGraphemes(fillInText, LIMITS.fillInTextGraphemes)) return undefined;
  return { type: 'postback', label, data: DO_NOTHING, inputOption: 'openKeyboard', fillInText };
}

function dataOf(command: string, sign: SignLine): string {
  const data = sign(wellFormed(command));
  if (data.length > LIMITS.postbackData) {
    throw new Failure(
      'BAD_CALL',
      `A button's signed line has ${data.length} characters; LINE carries ${LIMITS.postbackData}.`,
    );
  }
  return data;
}
