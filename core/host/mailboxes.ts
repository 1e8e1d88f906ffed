type Task = () => Promise<void> | void;

interface Mailbox {
  /** Waiting tasks; the one that runs is not among them. */
  readonly waiting: Task[];
}

/**
 * Order: one invocation at a time for each plugin and chat, in the order of arrival, while different mailboxes run side by side. A task
 * never runs within `add`, so that whoever adds (the webhook, on its way to the 200) goes on at once.
 */
export class Mailboxes {
  readonly #boxes = new Map<string, Mailbox>();
  readonly #idle: (() => void)[] = [];
  #ready: string[] = [];

  /** Takes every task: what comes here has been promised to run. Whoever promises looks at `waiting` first. */
  add(key: string, task: Task): void {
    const box = this.#boxes.get(key);
    if (box) {
      box.waiting.push(task);
      return;
    }
    this.#boxes.set(key, { waiting: [task] });
    if (this.#ready.push(key) === 1) setImmediate(() => this.#start());
  }

  /** Resolves when nothing runs and nothing waits. */
  async idle(): Promise<void> {
    if (this.#boxes.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** How many tasks wait behind the one that runs. */
  waiting(key: string): number {
    return this.#boxes.get(key)?.waiting.length ?? 0;
  }

  get size(): number {
    return this.#boxes.size;
  }

  #start(): void {
    const keys = this.#ready;
    this.#ready = [];
    for (const key of keys) void this.#run(key);
  }

  async #run(key: string): Promise<void> {
    const box = this.#boxes.get(key);
    for (let task = box?.waiting.shift(); task; task = box?.waiting.shift()) await task();
    this.#boxes.delete(key);
    if (this.#boxes.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }
}
