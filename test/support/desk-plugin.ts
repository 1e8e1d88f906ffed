import { command, writePlugin } from './plugin-folder.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A plugin that writes, says, plans and fails as it is told: what the engine does with each. */
export function writeDesk(folder: string): void {
  writePlugin(
    folder,
    {
      name: 'desk',
      permissions: ['storage', 'schedule', 'members', 'push', 'chat:leave'],
      events: ['memberJoined', 'memberLeft'],
      commands: Object.fromEntries(
        ['add', 'show', 'boom', 'slow', 'later', 'often', 'timers', 'rung', 'bye', 'dice', 'many'].map((name) => [
          name,
          command({ options: { text: { text: {}, description: { en: 'x' } } } }),
        ]),
      ),
    },
    {
      'index.ts': `import { Caller, Chat, Clock, Random, Schedule, Storage } from 'tenko';
import { inject, injectable } from 'tsyringe';
type Given = { text?: string };
@injectable()
export default class Desk {
  onMemberForgotten() {}
  constructor(
    @inject(Storage) private readonly storage: Storage,
    @inject(Chat) private readonly chat: Chat,
    @inject(Clock) private readonly clock: Clock,
    @inject(Schedule) private readonly schedule: Schedule,
    @inject(Caller) private readonly caller: Caller,
    @inject(Random) private readonly random: Random,
  ) {}
  private async note(text: string) {
    const list = (await this.storage.get<string[]>('list')) ?? [];
    await this.storage.set('list', [...list, text]);
    return ((await this.storage.get<string[]>('list')) ?? []).join(' ');
  }
  add({ text = '' }: Given) { return this.note(text); }
  async show() { return ((await this.storage.get<string[]>('list')) ?? []).join(' ') || 'empty'; }
  async boom({ text = '' }: Given) {
    await this.note(text);
    this.chat.reply('never said');
    this.chat.notice('never said', { expires: this.clock.now() + 60_000 });
    await this.schedule.at(this.clock.now() + 1, '/rung never');
    throw new Error('boom');
  }
  async slow({ text = '' }: Given) { await this.note(text); await new Promise((resolve) => setTimeout(resolve, 10_000)); return 'too late'; }
  async later({ text = '' }: Given) { await this.schedule.at(this.clock.now() + ${HOUR}, '/rung ' + text); return 'set'; }
  async often({ text = '' }: Given) { await this.schedule.every('0 * * * *', '/rung ' + text); return 'set'; }
  async timers() { return (await this.schedule.list()).map(({ id }) => id).join(', ') || 'none'; }
  async rung({ text = '' }: Given) {
    await this.note(this.caller.by + ':' + text);
    const expires = this.clock.now() + ${DAY};
    if (text.startsWith('push later')) this.chat.notice(text, { by: this.clock.now() + ${5 * HOUR}, expires });
    else if (text.startsWith('push')) this.chat.notice(text, { by: this.clock.now(), expires });
    else if (text.startsWith('tell')) this.chat.notice(text, { expires });
    else return 'rang ' + text;
  }
  many({ text = '1' }: Given) { return Array.from({ length: Number(text) }, (_, n) => 'm' + n); }
  bye() { this.chat.leave(); return 'good-bye'; }
  dice() { return [this.random.integer(1, 1000), Math.floor(Math.random() * 1000), Date.now() === this.clock.now(), new Date().getTime() === this.clock.now()].join(' '); }
  onMemberJoined() { return 'welcome'; }
  onMemberLeft() { return 'farewell'; }
}`,
    },
  );
}
