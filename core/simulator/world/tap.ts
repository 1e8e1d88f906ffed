import { isDeepStrictEqual } from 'node:util';
import { Impossible } from '../impossible.ts';
import type { MessageView } from '../view.ts';
import type { Herald } from './herald.ts';
import type { Talk } from './talk.ts';
import type { Timeline } from './timeline.ts';

/** An action object as it stands in a message (LINE reference, "Action objects"). */
export type Action = { readonly type: string } & Readonly<Record<string, unknown>>;

/** Everything in a message that can be tapped, quick replies last. */
export function actionsIn(message: MessageView): readonly Action[] {
  const found: Action[] = [];
  const search = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'action' || key === 'defaultAction') found.push(inner as Action);
      else if (key === 'actions' && Array.isArray(inner)) found.push(...(inner as Action[]));
      else search(inner);
    }
  };
  search(message.content);
  search(message.quickReply);
  return found;
}

/** A member taps a button of the bot's. */
export class Taps {
  constructor(
    private readonly timeline: Timeline,
    private readonly talk: Talk,
    private readonly herald: Herald,
  ) {}

  tap(chatId: string, memberId: string, messageId: string, action: Action, picked?: string): void {
    const { place, person } = this.talk.speaker(chatId, memberId);
    const { view } = this.timeline.post(chatId, messageId);
    if (view.from !== 'bot') throw new Impossible('Only messages of the bot have buttons.');
    if (!actionsIn(view).some((known) => isDeepStrictEqual(known, action))) {
      throw new Impossible('The message has no such button, or no longer.');
    }
    const postback = (payload: object): void => {
      this.herald.tell(place, { type: 'postback', by: person, replyable: true, payload: { postback: payload } });
    };
    switch (action.type) {
      case 'message':
        this.talk.say(chatId, memberId, String(action['text'] ?? action['label']));
        return;
      case 'postback':
        // `displayText` is only shown; the old `text` is said, so the host hears of it too.
        if (typeof action['text'] === 'string') this.talk.say(chatId, memberId, action['text']);
        if (typeof action['displayText'] === 'string') this.talk.show(place, person, action['displayText']);
        postback({ data: action['data'] });
        return;
      case 'datetimepicker':
        postback({ data: action['data'], params: params(action, picked) });
        return;
      case 'camera':
      case 'cameraRoll':
        this.talk.sendImage(chatId, memberId);
        return;
      case 'location':
        this.talk.sendLocation(chatId, memberId);
        return;
      default:
      // A link is opened and a text is copied on the phone: the platform hears nothing of it.
    }
  }
}

const FORMS: ReadonlyMap<string, RegExp> = new Map([
  ['date', /^\d{4}-\d{2}-\d{2}$/],
  ['time', /^\d{2}:\d{2}$/],
  ['datetime', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/],
]);

function params(action: Action, picked: string | undefined): Readonly<Record<string, string>> {
  const mode = String(action['mode']);
  if (picked === undefined || !FORMS.get(mode)?.test(picked)) throw new Impossible(`Pick a ${mode} first.`);
  const { min, max } = action;
  const early = typeof min === 'string' && picked < min.replace('t', 'T');
  const late = typeof max === 'string' && picked > max.replace('t', 'T');
  if (early || late) throw new Impossible('What was picked is out of the range of this button.');
  return { [mode]: picked };
}
