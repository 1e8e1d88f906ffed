import { setTimeout as pause } from 'node:timers/promises';
import type { Deed, MessageView, WorldView } from '../../core/simulator/view.ts';
import type { Scene } from './scenes.ts';

/** The host answers within this, or something is wrong; a burst of taps is answered at the latest after five seconds. */
const LONGEST = 15_000;
const QUIET = 400;
const BURST = 6_500;

/** Plays scenes in the first chat of the virtual LINE, through what its page calls. */
export class Stage {
  readonly #url: string;
  constructor(url: string) {
    this.#url = url;
  }

  async state(): Promise<WorldView> {
    const response = await fetch(`${this.#url}/simulator/state`);
    return (await response.json()) as WorldView;
  }

  /** What the bot said in answer. */
  async play(scene: Scene): Promise<readonly MessageView[]> {
    const before = await this.state();
    const { id: chatId, memberIds } = before.chats[0]!;
    const known = new Set(before.messages.map(({ id }) => id));
    const as = (who: number): string => memberIds[who]!;
    if (scene.say !== undefined) await this.#do({ do: 'say', chatId, as: as(scene.who), text: scene.say });
    else await this.#tap(before, chatId, as(scene.who), scene.tap!);
    let answers = await this.#answers(chatId, known, scene.name);
    for (const { who, tap } of scene.also ?? []) await this.#tap(before, chatId, as(who), tap);
    if (scene.also?.length) {
      await pause(BURST);
      // The newest card stands for those of the taps before it.
      answers = (await this.#answers(chatId, known, scene.name)).slice(-1);
    }
    return answers;
  }

  async #answers(chatId: string, known: ReadonlySet<string>, scene: string): Promise<readonly MessageView[]> {
    for (let waited = 0; waited < LONGEST; waited += QUIET) {
      await pause(QUIET);
      const { messages } = await this.state();
      const said = messages.filter(
        ({ id, from, chatId: where }) => from === 'bot' && where === chatId && !known.has(id),
      );
      if (said.length > 0) return said;
    }
    throw new Error(`${scene}: the bot says nothing`);
  }

  async #tap({ messages }: WorldView, chatId: string, as: string, line: string): Promise<void> {
    for (const message of messages.toReversed()) {
      const action = actionsIn(message).find(({ data }) => String(data).includes(` ${line} `));
      if (message.from !== 'bot' || message.chatId !== chatId || !action) continue;
      return this.#do({ do: 'tap', chatId, as, messageId: message.id, action });
    }
    throw new Error(`no card has a button ${line}`);
  }

  async #do(deed: Deed): Promise<void> {
    const response = await fetch(`${this.#url}/simulator/do`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(deed),
    });
    if (!response.ok) throw new Error(`${deed.do}: ${await response.text()}`);
  }
}

type Action = { readonly type: string; readonly data?: unknown } & Record<string, unknown>;

function actionsIn(value: unknown): readonly Action[] {
  if (typeof value !== 'object' || value === null) return [];
  const { action } = value as { readonly action?: Action };
  return [...(action ? [action] : []), ...Object.values(value).flatMap(actionsIn)];
}
