import type { StorageView } from './storage-view.ts';

interface Wait {
  readonly memberId: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** They were told, and are not told again. */
  readonly told?: true;
}

const key = (command: string): string => `wait/${command}`;

/** Who has to wait before they may run a command again, among the reserved keys of its plugin's mailbox. Who need not is forgotten. */
export class Cooldowns {
  constructor(
    private readonly view: StorageView,
    private readonly now: number,
  ) {}

  async of(command: string, memberId: string): Promise<Wait | undefined> {
    return (await this.waits(command)).find((wait) => wait.memberId === memberId);
  }

  async start(command: string, memberId: string, length: number): Promise<void> {
    await this.change(command, { memberId, until: this.now + length });
  }

  async told(command: string, wait: Wait): Promise<void> {
    await this.change(command, { ...wait, told: true });
  }

  private async change(command: string, wait: Wait): Promise<void> {
    const others = (await this.waits(command)).filter(({ memberId }) => memberId !== wait.memberId);
    this.view.keep(key(command), [...others, wait]);
  }

  private async waits(command: string): Promise<readonly Wait[]> {
    return ((await this.view.kept<readonly Wait[]>(key(command))) ?? []).filter(({ until }) => until > this.now);
  }
}
