import type { RecordedRequest } from '../../core/simulator/http/api.ts';
import type { MessageView } from '../../core/simulator/view.ts';
import type { VirtualLine } from '../../core/simulator/virtual-line.ts';
import { words } from '../support/tenko.ts';

/** A request to push, as the host made it. */
export interface Push {
  readonly retryKey: string;
  readonly body: string;
  readonly status: number;
}

/** All that the host said and asked of LINE, however much: the virtual LINE itself keeps the last of it only. */
export class Overheard {
  readonly #messages = new Map<string, MessageView>();
  readonly #requests = new Set<RecordedRequest>();

  constructor(private readonly line: VirtualLine) {
    line.follow((change) => {
      if (change.type === 'message' && change.message.from === 'bot')
        this.#messages.set(change.message.id, change.message);
      if (change.type === 'traffic') this.#look();
    });
  }

  /** What the bot said, oldest first: what LINE accepted, whether or not the host was told. */
  in(chatId: string): readonly MessageView[] {
    return [...this.#messages.values()].filter((message) => message.chatId === chatId);
  }

  /** How often each sentence was said, over all chats. */
  sentences(): ReadonlyMap<string, readonly MessageView[]> {
    const said = new Map<string, MessageView[]>();
    for (const message of this.#messages.values()) {
      const text = words([message]);
      said.set(text, [...(said.get(text) ?? []), message]);
    }
    return said;
  }

  pushes(): readonly Push[] {
    this.#look();
    return [...this.#requests]
      .filter(({ path }) => path === '/v2/bot/message/push')
      .map(({ headers, body, status }) => ({
        retryKey: String(headers['x-line-retry-key']),
        body: JSON.stringify(body),
        status,
      }));
  }

  /** How often each path was answered with each status; 0 is no answer. */
  traffic(): Readonly<Record<string, number>> {
    this.#look();
    const counts: Record<string, number> = {};
    for (const { path, status } of this.#requests) {
      const [, , , ...parts] = path.split('/');
      const key = `${parts.map((part) => (/[0-9a-f]{32}/.test(part) ? '…' : part)).join('/')} ${status}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  /** From the newest back to one that is known. */
  #look(): void {
    const { requests } = this.line;
    for (let index = requests.length - 1; index >= 0; index--) {
      const request = requests[index]!;
      if (this.#requests.has(request)) return;
      this.#requests.add(request);
    }
  }
}
