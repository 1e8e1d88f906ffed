type Task = () => Promise<void> | void;

interface Mailbox {
  /** Waiting tasks; the one that runs is not among them. */
  readonly waiting: Task[];
  /** Since when each of them waits, in milliseconds since 1970, behind that of the one that runs. */
  readonly since: number[];
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
  add(key: string, task: Task, since = Date.now()): void {
    const box = this.#boxes.get(key);
    if (box) {
      box.waiting.push(task);
      box.since.push(since);
      return;
    }
    this.#boxes.set(key, { waiting: [task], since: [since] });
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

  /** How many tasks wait behind those that run, and since when the oldest of all waits or runs. */
  get depth(): { readonly waiting: number; readonly oldest: number | undefined } {
    let waiting = 0;
    let oldest: number | undefined;
    for (const box of this.#boxes.values()) {
      waiting += box.waiting.length;
      if (oldest === undefined || box.since[0]! < oldest) oldest = box.since[0];
    }
    return { waiting, oldest };
  }

  #start(): void {
    const keys = this.#ready;
    this.#ready = [];
    for (const key of keys) void this.#run(key);
  }

  async #run(key: string): Promise<void> {
    const box = this.#boxes.get(key);
    for (let task = box?.waiting.shift(); task; task = box?.waiting.shift()) {
      await task();
      box?.since.shift();
    }
    this.#boxes.delete(key);
    if (this.#boxes.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }
}
