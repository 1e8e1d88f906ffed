import type { messagingApi } from '@line/bot-sdk';
import type { Logger } from 'pino';
import type { ChatRef } from '../chat/chat.ts';
import type { Exchanging } from '../chat/exchanges.ts';
import type { MemberProfile } from '../chat/member.ts';
import type { NativeMessage, OutgoingMessage } from '../chat/message.ts';
import type {
  BotInfo,
  Capability,
  ChatSummary,
  LinkToken,
  MediaAsked,
  MediaContent,
  MediaState,
  Platform,
  Quota,
  SentOnADay,
  SentMessage,
  SignLine,
} from '../chat/platform.ts';
import { Failure, isFailure } from '../errors.ts';
import { LineApi, TIMEOUTS, type Timeouts } from './api.ts';
import type { Answer } from './answer.ts';
import { contentOf, contentStateOf } from './content.ts';
import { notSupported } from './failures.ts';
import { chatId, userId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { dialogUrl, LINK_TOKEN_LIFE } from './linking.ts';
import { memberIds } from './member-ids.ts';
import { checkNative } from './native.ts';
import { numberIn, readJson, stringIn } from './read.ts';
import { placeOf, renderMessages, type Manner } from './render.ts';
import { fields, list, string } from '../chat/shape.ts';

/** LINE's days are Japan's. */
const JAPAN = 9 * 3_600_000;
const DAY = 24 * 3_600_000;

export interface LinePlatformOptions {
  readonly channelAccessToken: string;
  /** LINE's own by default. */
  readonly apiBaseUrl?: string;
  /** Where the content of media is; LINE's own by default. */
  readonly dataApiBaseUrl?: string;
  readonly timeouts?: Partial<Timeouts>;
  readonly log?: Pick<Logger, 'warn'>;
  /** Follows each exchange. */
  readonly exchanging?: Exchanging;
}

/** LINE behind the port of all platforms. */
export class LinePlatform implements Platform {
  readonly name = 'line';
  readonly callsPerSecond = LIMITS.callsPerSecond;
  readonly #api: LineApi;
  readonly #dataApi: LineApi;
  readonly #apiBaseUrl: string;
  readonly #timeouts: Timeouts;
  readonly #log: LinePlatformOptions['log'];

  constructor({
    channelAccessToken,
    apiBaseUrl = 'https://api.line.me',
    dataApiBaseUrl = 'https://api-data.line.me',
    timeouts,
    log,
    exchanging,
  }: LinePlatformOptions) {
    this.#log = log;
    this.#apiBaseUrl = apiBaseUrl;
    this.#timeouts = { ...TIMEOUTS, ...timeouts };
    this.#api = new LineApi(channelAccessToken, apiBaseUrl, this.#timeouts, { exchanging });
    this.#dataApi = new LineApi(channelAccessToken, dataApiBaseUrl, this.#timeouts, {
      variable: 'LINE_DATA_API_BASE_URL',
      exchanging,
    });
  }

  can(capability: Capability, { kind }: ChatRef): boolean {
    switch (capability) {
      case 'buttons':
      case 'quote':
      case 'markRead':
      case 'media':
        return true;
      case 'accountLink':
      case 'loading':
        return kind === 'user';
      case 'leave':
      case 'mention':
        return kind !== 'user';
      case 'listMembers':
        return true; // in groups and rooms for verified accounts only, which LINE tells nobody beforehand
      default:
        return false; // no endpoint renames a chat, invites or removes anyone
    }
  }

  checkNative(message: NativeMessage): void {
    checkNative(message);
  }

  async info(): Promise<BotInfo> {
    const call = 'bot info';
    const body = await this.#api.get(call, '/v2/bot/info');
    return { id: stringIn(call, body, 'userId'), displayName: stringIn(call, body, 'displayName') };
  }

  /** Once: a reply has no retry key, and after a time-out nobody can tell whether it was sent. */
  async reply(
    chat: ChatRef,
    token: string,
    messages: readonly OutgoingMessage[],
    sign: SignLine,
  ): Promise<readonly SentMessage[]> {
    return this.#send(chat, messages, sign, (rendered) => {
      const body: messagingApi.ReplyMessageRequest = { replyToken: token, messages: rendered };
      return this.#api.post('reply', '/v2/bot/message/reply', body);
    });
  }

  async push(
    chat: ChatRef,
    retryKey: string,
    messages: readonly OutgoingMessage[],
    sign: SignLine,
  ): Promise<readonly SentMessage[]> {
    chatId('push', chat);
    return this.#send(chat, messages, sign, (rendered) => {
      const body: messagingApi.PushMessageRequest = { to: chat.id, messages: rendered };
      const headers = { 'x-line-retry-key': retryKey };
      return this.#api.postUntilDone('push', '/v2/bot/message/push', body, headers, isAccepted);
    });
  }

  /** In a group or room by its own endpoint, which also knows people who are not friends of the bot, or block it. */
  async profile(chat: ChatRef, memberId: string): Promise<MemberProfile> {
    const call = 'member profile';
    const id = userId(call, memberId);
    const path = chat.kind === 'user' ? `/v2/bot/profile/${id}` : `${chatPath(call, chat)}/member/${id}`;
    const body = await this.#api.get(call, path);
    const pictureUrl = string(body['pictureUrl']);
    return {
      id: memberId,
      displayName: stringIn(call, body, 'displayName'),
      ...(pictureUrl === undefined ? {} : { pictureUrl }),
    };
  }

  async memberCount(chat: ChatRef): Promise<number> {
    if (chat.kind === 'user') return 1;
    const call = 'member count';
    return numberIn(call, await this.#api.get(call, `${chatPath(call, chat)}/members/count`), 'count');
  }

  async memberIds(chat: ChatRef): Promise<readonly string[]> {
    if (chat.kind === 'user') return [chat.id];
    return memberIds(this.#api, chatPath('member ids', chat), this.#timeouts.whole);
  }

  async summary(chat: ChatRef): Promise<ChatSummary> {
    const call = 'group summary';
    if (chat.kind !== 'group') throw notSupported(call, chat.kind);
    const body = await this.#api.get(call, `${chatPath(call, chat)}/summary`);
    const pictureUrl = string(body['pictureUrl']);
    return { name: stringIn(call, body, 'groupName'), ...(pictureUrl === undefined ? {} : { pictureUrl }) };
  }

  rename(): Promise<void> {
    return cannot('rename a chat');
  }

  setIcon(): Promise<void> {
    return cannot('change the picture of a chat');
  }

  addMember(): Promise<void> {
    return cannot('add anyone to a chat');
  }

  removeMember(): Promise<void> {
    return cannot('remove anyone from a chat');
  }

  createGroup(): Promise<void> {
    return cannot('make a group');
  }

  async leave(chat: ChatRef): Promise<void> {
    const call = 'leave';
    if (chat.kind === 'user') throw notSupported(call, chat.kind);
    await this.#api.postUntilDone(call, `${chatPath(call, chat)}/leave`, undefined, {}, hasLeft);
  }

  async quota(): Promise<Quota> {
    const call = 'quota';
    const [quota, consumption] = await Promise.all([
      this.#api.get(call, '/v2/bot/message/quota'),
      this.#api.get(call, '/v2/bot/message/quota/consumption'),
    ]);
    const used = numberIn(call, consumption, 'totalUsage');
    return quota['type'] === 'limited' ? { limit: numberIn(call, quota, 'value'), used } : { used };
  }

  /** LINE reference, "Get number of sent reply messages" and "… push messages": LINE's days are Japan's, and are counted when they are over. */
  async sentTheDayBefore(now: number): Promise<SentOnADay | undefined> {
    const call = 'sent counts';
    const date = new Date(now + JAPAN - DAY).toISOString().slice(0, 10).replaceAll('-', '');
    const [replies, pushes] = await Promise.all(
      ['reply', 'push'].map(async (way) => {
        const told = await this.#api.get(call, `/v2/bot/message/delivery/${way}?date=${date}`);
        return told['status'] === 'ready' ? numberIn(call, told, 'success') : undefined;
      }),
    );
    return replies === undefined || pushes === undefined ? undefined : { replies, pushes };
  }

  /** LINE reference, "Issue link token". One that is not used does no harm. */
  async linkToken(chat: ChatRef): Promise<LinkToken> {
    const call = 'link token';
    if (chat.kind !== 'user') throw notSupported(call, chat.kind);
    // From before the call: LINE counts from some moment within it.
    const expires = Date.now() + LINK_TOKEN_LIFE;
    const answer = await this.#api.post(call, `/v2/bot/user/${chatId(call, chat)}/linkToken`, undefined);
    const token = stringIn(call, readJson(call, answer), 'linkToken');
    return { token, expires, dialogUrl: dialogUrl(this.#apiBaseUrl, token) };
  }

  /** LINE reference, "Display a loading animation": in steps of five seconds. */
  async showLoading(chat: ChatRef, seconds: number): Promise<void> {
    const call = 'loading animation';
    if (chat.kind !== 'user') throw notSupported(call, chat.kind);
    chatId(call, chat);
    const loadingSeconds = Math.min(60, Math.max(5, Math.ceil(seconds / 5) * 5));
    const body: messagingApi.ShowLoadingAnimationRequest = { chatId: chat.id, loadingSeconds };
    // An answer may wait for it.
    await this.#api.post(call, '/v2/bot/chat/loading/start', body, 'POST', this.#timeouts.readTry);
  }

  /** LINE reference, "Mark messages as read". Where chat is off in the account's settings LINE has marked it already. */
  async markRead(_chat: ChatRef, token: string): Promise<void> {
    const body: messagingApi.MarkMessagesAsReadByTokenRequest = { markAsReadToken: token };
    await this.#api.post('mark as read', '/v2/bot/chat/markAsRead', body);
  }

  content(asked: MediaAsked): Promise<MediaContent> {
    return contentOf(this.#dataApi, asked);
  }

  contentState(messageId: string): Promise<MediaState> {
    return contentStateOf(this.#dataApi, messageId);
  }

  async close(): Promise<void> {
    await this.#dataApi.close();
    await this.#api.close();
  }

  /**
   * One call, or two: LINE refuses all of it when somebody who is mentioned has left, or a quoted message is gone. What was refused has
   * sent nothing and leaves the reply token and the retry key as they were, and the words count more than the mention.
   */
  async #send(
    chat: ChatRef,
    messages: readonly OutgoingMessage[],
    sign: SignLine,
    post: (rendered: messagingApi.Message[]) => Promise<Answer>,
  ): Promise<readonly SentMessage[]> {
    const render = (manner: Manner) => renderMessages(messages, sign, manner);
    const rendered = render({ mentions: this.can('mention', chat), quotes: true });
    if (rendered.length === 0) return [];
    try {
      return sentMessages(await post(rendered), rendered);
    } catch (error) {
      if (!isFailure(error) || error.code !== 'PLATFORM_REJECTED' || !rendered.some(isPersonal)) throw error;
      this.#log?.warn({ code: error.code, ...error.details }, 'LINE took no mention or quote: sent as plain text');
      const plain = render({ mentions: false, quotes: false });
      return sentMessages(await post(plain), plain);
    }
  }
}

const cannot = (what: string): Promise<never> =>
  Promise.reject(new Failure('NOT_SUPPORTED', `LINE lets no bot ${what}`));

/** It names a member, or another message. */
const isPersonal = (message: messagingApi.Message): boolean => message.type === 'textV2' || 'quoteToken' in message;

const chatPath = (call: string, chat: ChatRef): string => `/v2/bot/${chat.kind}/${chatId(call, chat)}`;

/** A push of this key was accepted before; its messages are told again. */
const isAccepted = (status: number): boolean => status === 409;

/** "Not in it" is what a try leaves behind that arrived and was not answered. */
const hasLeft = (status: number, earlier: number): boolean => status === 404 && earlier > 0;

/** A success is a success even if its body cannot be read: the messages are in the chat. */
function sentMessages({ body }: Answer, rendered: readonly messagingApi.Message[]): readonly SentMessage[] {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return [];
  }
  return list(fields(value)['sentMessages']).flatMap((entry, index) => {
    const id = string(fields(entry)['id']);
    const quoteToken = string(fields(entry)['quoteToken']);
    const message = rendered[index];
    const of = message && placeOf(message);
    if (id === undefined) return [];
    return [{ id, ...(of === undefined ? {} : { of }), ...(quoteToken === undefined ? {} : { quoteToken }) }];
  });
}
