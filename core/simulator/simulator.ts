import { VirtualLinq, type VirtualLinqOptions } from './linq/virtual-linq.ts';
import type { Change, Deed, TroubleView, WorldView } from './view.ts';
import { VirtualLine, type VirtualLineOptions } from './virtual-line.ts';

/** What a page can show and play. */
export interface Stage {
  view(): WorldView;
  /** Returns what ends it. */
  follow(listener: (change: Change) => void): () => void;
  /** Does what a person does on the page. Throws `Impossible` for what cannot be done. */
  do(deed: Deed): void;
}

/** A virtual LINE and a virtual Linq side by side, on one page and for one host. */
export class Simulator implements Stage {
  static async start(
    options: { readonly line?: VirtualLineOptions; readonly linq?: VirtualLinqOptions } = {},
  ): Promise<Simulator> {
    return new Simulator(await VirtualLine.start(options.line), await VirtualLinq.start(options.linq));
  }

  private constructor(
    readonly line: VirtualLine,
    readonly linq: VirtualLinq,
  ) {}

  /** `url`: the host's own, to which each platform then sends its webhooks. */
  setHost(url: string): void {
    this.line.setWebhookUrl(`${url}/webhook/line`);
    this.linq.setWebhookUrl(`${url}/webhook/linq`);
  }

  setTroubles(troubles: readonly TroubleView[]): void {
    this.line.setTroubles(troubles);
  }

  view(): WorldView {
    const { line, linq } = this;
    const view = line.view();
    return {
      ...view,
      ...this.#who(),
      messages: [...view.messages, ...linq.messages()],
      traffic: [...view.traffic, ...linq.traffic].toSorted((a, b) => a.at - b.at),
    };
  }

  follow(listener: (change: Change) => void): () => void {
    // Who there is, and where, is told as a whole.
    const whole = (change: Change): void => listener(change.type === 'chats' ? { ...change, ...this.#who() } : change);
    const ends = [this.line.follow(whole), this.linq.follow(whole)];
    return () => {
      for (const end of ends) end();
    };
  }

  do(deed: Deed): void {
    if (this.#isForLinq(deed)) this.linq.do(deed);
    else this.line.do(deed);
  }

  async stop(): Promise<void> {
    await Promise.all([this.line.stop(), this.linq.stop()]);
  }

  #who() {
    const { line, linq } = this;
    return {
      chats: [...line.world.chats(), ...linq.chats()],
      members: [...line.world.members(), ...linq.members()],
    };
  }

  /** By its chat, its member or, for what is yet to be, by its platform. The deed comes from outside, and may be anything. */
  #isForLinq(deed: unknown): boolean {
    const { chatId, memberId, platform } = (deed ?? {}) as { readonly [part: string]: unknown };
    const { population } = this.linq.world;
    if (typeof chatId === 'string') return population.findChat(chatId) !== undefined;
    if (typeof memberId === 'string') return population.findPerson(memberId) !== undefined;
    return platform === 'linq';
  }
}
