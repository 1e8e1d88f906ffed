import type { Channel } from '../channel.ts';
import type { ReplyTokens } from '../api/reply-tokens.ts';
import { eventOf, type Source, type WebhookEvent } from '../webhook/event.ts';
import type { Person, Place } from './population.ts';

export interface News {
  readonly type: string;
  /** Who did it; left out where LINE does not say. */
  readonly by?: Person;
  readonly replyable?: boolean;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** Tells the host what happens in the chats that its bot is in. */
export class Herald {
  constructor(
    private readonly channel: Channel,
    private readonly tokens: ReplyTokens,
    private readonly send: (chatId: string, event: WebhookEvent) => void,
  ) {}

  tell(place: Place, news: News): void {
    if (!place.botIn) return;
    if (place.joinUntold) {
      place.joinUntold = false;
      this.tell(place, { type: 'join', replyable: true });
    }
    this.tellLast(place, news);
  }

  /** The one event that comes although the bot is out: that it is out. */
  tellLast(place: Place, { type, by, replyable, payload }: News): void {
    this.send(
      place.id,
      eventOf(this.channel, {
        type,
        source: sourceOf(place, by),
        ...(replyable ? { replyToken: this.tokens.issue(place.id) } : {}),
        ...(payload ? { payload } : {}),
      }),
    );
  }
}

function sourceOf(place: Place, by: Person | undefined): Source {
  const who = by?.identified ? { userId: by.id } : {};
  if (place.kind === 'group') return { type: 'group', groupId: place.id, ...who };
  if (place.kind === 'room') return { type: 'room', roomId: place.id, ...who };
  return { type: 'user', ...who };
}
