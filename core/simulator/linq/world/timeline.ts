import { newOrderedUuid } from '../../identifier.ts';
import { Impossible } from '../../impossible.ts';
import type { MessageView, ReactionView } from '../../view.ts';
import type { Changes } from '../../world/changes.ts';

/** A part of a message, as it was sent (Linq docs, "Message parts"). */
export type Part = { readonly type: string } & Readonly<Record<string, unknown>>;
type Effect = { readonly type: string; readonly name: string };

/** A message, and what Linq keeps of it. */
export interface Post {
  view: MessageView;
  parts: readonly Part[];
  /** Whose it is: a handle. */
  readonly from: string;
  readonly sentAt: number;
  readonly effect?: Effect;
  readonly replyTo?: { readonly messageId: string; readonly partIndex: number };
  readonly preferredService?: string;
  readonly idempotencyKey?: string;
  status: 'queued' | 'sent' | 'delivered' | 'received' | 'failed';
  edits: number;
  updatedAt: number;
  /** Linq's record is gone; on the phones the message stays. */
  deleted: boolean;
}

export type Draft = Pick<Post, 'parts' | 'from' | 'status'> &
  Partial<Pick<Post, 'effect' | 'replyTo' | 'preferredService' | 'idempotencyKey'>> & {
    readonly chatId: string;
    readonly at: number;
    /** As the page names it: a handle, or `bot`. */
    readonly shownAs: string;
  };

const KEPT = 500;

const contentOf = (parts: readonly Part[], effect: Effect | undefined): MessageView['content'] => ({
  type: 'parts',
  parts,
  ...(effect ? { effect } : {}),
});

/** What was said in every chat, oldest first; each chat forgets all but its last 500 messages. */
export class Timeline {
  readonly #posts = new Map<string, Post>();
  readonly #byChat = new Map<string, MessageView['id'][]>();
  readonly #notes = new Map<string, MessageView>();
  #last = '';

  constructor(private readonly changes: Changes) {}

  add({ chatId, at, shownAs, ...draft }: Draft): Post {
    const { replyTo } = draft;
    const id = newOrderedUuid();
    const view: MessageView = {
      id,
      chatId,
      at,
      from: shownAs,
      content: contentOf(draft.parts, draft.effect),
      ...(replyTo ? { quotedMessageId: replyTo.messageId } : {}),
    };
    const post: Post = { ...draft, view, sentAt: at, edits: 0, updatedAt: at, deleted: false };
    this.#posts.set(id, post);
    this.#keep(view);
    return post;
  }

  /** A line in the middle of the chat. */
  note(chatId: string, at: number, text: string): void {
    const view: MessageView = { id: newOrderedUuid(), chatId, at, from: 'system', content: { type: 'text', text } };
    this.#notes.set(view.id, view);
    this.#keep(view);
  }

  edit(post: Post, index: number, text: string, at: number): void {
    post.parts = post.parts.map((part, place) => (place === index ? { ...part, value: text } : part));
    post.edits += 1;
    post.updatedAt = at;
    this.#replace(post, { content: contentOf(post.parts, post.effect), edited: true });
  }

  /** Each of them has one reaction to a message: a new one takes the place of the old, which is returned. */
  react(post: Post, from: string, reaction: ReactionView | undefined): ReactionView | undefined {
    const all = post.view.reactions ?? [];
    const before = all.find((known) => known.from === from);
    const others = all.filter((known) => known.from !== from);
    this.#replace(post, { reactions: reaction ? [...others, reaction] : others });
    return before;
  }

  fail(post: Post): void {
    post.status = 'failed';
    this.#replace(post, { failed: true });
  }

  unsend(post: Post): void {
    this.#replace(post, { content: { type: 'text', text: '' }, unsent: true, reactions: [] });
  }

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

  posts(chatId: string): readonly Post[] {
    return (this.#byChat.get(chatId) ?? []).flatMap((id) => this.#posts.get(id) ?? []);
  }

  messages(chatId: string): MessageView[] {
    return (this.#byChat.get(chatId) ?? []).flatMap((id) => this.#posts.get(id)?.view ?? this.#notes.get(id) ?? []);
  }

  all(): MessageView[] {
    return [...this.#byChat.keys()].flatMap((chatId) => this.messages(chatId));
  }

  #keep(view: MessageView): void {
    const chat = this.#byChat.get(view.chatId) ?? [];
    this.#byChat.set(view.chatId, chat);
    chat.push(view.id);
    this.#last = view.id;
    const forgotten = chat.length > KEPT ? chat.shift() : undefined;
    if (forgotten !== undefined) {
      this.#posts.delete(forgotten);
      this.#notes.delete(forgotten);
    }
    this.changes.tell({ type: 'message', message: view });
  }

  #replace(post: Post, change: Partial<MessageView>): void {
    post.view = { ...post.view, ...change };
    this.changes.tell({ type: 'message', message: post.view });
  }
}
