/** One piece of work at a time for each chat, in the order in which they come. */
export class Order {
  readonly #last = new Map<string, Promise<void>>();

  async add(chat: string, work: () => Promise<void>): Promise<void> {
    const before = this.#last.get(chat);
    const mine = before ? before.then(work) : work();
    this.#last.set(chat, mine);
    await mine;
    if (this.#last.get(chat) === mine) this.#last.delete(chat);
  }
}
