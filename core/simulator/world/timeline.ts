import { newMessageId, newOpaqueToken } from '../identifier.ts';
import { Impossible } from '../impossible.ts';
import type { MessageView } from '../view.ts';
import type { Changes } from './changes.ts';

export type Content = MessageView['content'];

/** A message, and what LINE hands out with it. */
export interface Post {
  view: MessageView;
  /** Every one that it ever had: editing gives a new one, and the old ones keep working. */
  readonly quoteTokens: string[];
  readonly markAsReadToken?: string;
  /** What a member sent besides words: LINE's API hands it out. */
  readonly sent?: SentContent;
  /** How often it was asked for. */
  looks: number;
}

/** A file of a member's. */
export interface SentContent {
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** Whether LINE has a smaller picture of it. */
  readonly hasPreview: boolean;
}

export type Draft = Pick<MessageView, 'chatId' | 'at' | 'from' | 'content'> &
  Partial<Pick<MessageView, 'quickReply' | 'quotedMessageId' | 'sentBy'>> & { readonly sent?: SentContent };

const KEPT = 500;
const QUOTE_TOKENS_KEPT = 50;
/** LINE docs, "Get quote tokens". */
const QUOTABLE = new Set(['text', 'textV2', 'sticker', 'image', 'video', 'template', 'flex']);

/** What was said in every chat, oldest first; each chat forgets all but its last 500 messages. */
export class Timeline {
  readonly #posts = new Map<string, Post>();
  readonly #byChat = new Map<string, Post[]>();
  readonly #byQuoteToken = new Map<string, Post>();
  readonly #markAsReadTokens = new Set<string>();
  /** By chat: the one message whose quick replies are still offered. */
  readonly #offering = new Map<string, Post>();
  #last = '';

  constructor(private readonly changes: Changes) {}

  add({ sent, ...draft }: Draft): Post {
    // A line in the middle is nobody's message: it leaves the quick replies where they are.
    const said = draft.from !== 'system';
    if (said) this.#clearQuickReplies(draft.chatId);
    const post: Post = {
      view: { id: newMessageId(), ...draft },
      quoteTokens: [],
      looks: 0,
      ...(sent ? { sent } : {}),
      ...(said && draft.from !== 'bot' ? { markAsReadToken: newOpaqueToken() } : {}),
    };
    if (said && QUOTABLE.has(draft.content.type)) this.giveQuoteToken(post);
    if (post.markAsReadToken !== undefined) this.#markAsReadTokens.add(post.markAsReadToken);
    if (draft.quickReply !== undefined) this.#offering.set(draft.chatId, post);
    this.#posts.set(post.view.id, post);
    this.#last = post.view.id;
    const chat = this.#byChat.get(draft.chatId) ?? [];
    this.#byChat.set(draft.chatId, chat);
    chat.push(post);
    if (chat.length > KEPT) this.#forget(chat.shift());
    this.changes.tell({ type: 'message', message: post.view });
    return post;
  }

  replace(post: Post, view: MessageView): void {
    post.view = view;
    this.changes.tell({ type: 'message', message: view });
  }

  giveQuoteToken(post: Post): string {
    const token = newOpaqueToken();
    post.quoteTokens.push(token);
    this.#byQuoteToken.set(token, post);
    // Somebody who edits all day must not fill the memory; the first token is the one that a bot is most likely to hold.
    if (post.quoteTokens.length > QUOTE_TOKENS_KEPT) this.#byQuoteToken.delete(post.quoteTokens.splice(1, 1)[0] ?? '');
    return token;
  }

  /** The newest message of all chats. Ids are digits of one length and only grow, so they compare as text. */
  get lastId(): string {
    return this.#last;
  }

  find(messageId: string): Post | undefined {
    return this.#posts.get(messageId);
  }

  /** A message of this chat that is still there to be acted on. */
  post(chatId: string, messageId: string): Post {
    const post = this.#posts.get(messageId);
    if (!post || post.view.chatId !== chatId) throw new Impossible(`There is no message ${messageId} in this chat.`);
    if (post.view.unsent) throw new Impossible('The message was unsent.');
    return post;
  }

  quoted(token: string): Post | undefined {
    return this.#byQuoteToken.get(token);
  }

  hasMarkAsReadToken(token: string): boolean {
    return this.#markAsReadTokens.has(token);
  }

  messages(chatId: string): MessageView[] {
    return (this.#byChat.get(chatId) ?? []).map(({ view }) => view);
  }

  all(): MessageView[] {
    return [...this.#byChat.keys()].flatMap((chatId) => this.messages(chatId));
  }

  #clearQuickReplies(chatId: string): void {
    const post = this.#offering.get(chatId);
    if (!post) return;
    this.#offering.delete(chatId);
    const { quickReply: _, ...view } = post.view;
    this.replace(post, view);
  }

  #forget(post: Post | undefined): void {
    if (!post) return;
    this.#posts.delete(post.view.id);
    for (const token of post.quoteTokens) this.#byQuoteToken.delete(token);
    if (post.markAsReadToken !== undefined) this.#markAsReadTokens.delete(post.markAsReadToken);
  }
}
