/** A list that forgets its oldest items, so that a world that runs for weeks stays small. */
export class BoundedList<T> {
  readonly #items: T[] = [];

  constructor(private readonly most: number) {}

  get items(): readonly T[] {
    return this.#items;
  }

  add(item: T): T | undefined {
    this.#items.push(item);
    return this.#items.length > this.most ? this.#items.shift() : undefined;
  }
}
