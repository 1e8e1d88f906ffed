import { onTestFinished } from 'vitest';
import type { MessageView, Service } from '../../core/simulator/view.ts';
import { VirtualLinq } from '../../core/simulator/linq/virtual-linq.ts';
import { startTenko, words } from './tenko.ts';

/** A group of Aki, Bo, Chai and Dai with the bot, on some platform, and what people do in it. */
export interface Group {
  readonly people: readonly [string, string, string, string];
  /** How the bot calls them there, where it can tell. */
  readonly names: readonly string[];
  /** Says a line, and returns the words of what the bot answers. */
  say(who: string, line: string): Promise<string>;
  /** Taps a button; where there are none, answers the newest card that has it as the card says. */
  tap(who: string, label: string): Promise<string>;
  /** The same for the newest card that has these words. Where there are no buttons, in reply to it. */
  tapOn(who: string, card: string, label: string): Promise<string>;
  isBotIn(): boolean;
  join(name: string): Promise<string>;
  leave(who: string): Promise<string>;
  failures(): Promise<readonly unknown[]>;
}

const NAMES = ['Aki', 'Bo', 'Chai', 'Dai'] as const;
const tuple = (ids: readonly string[]) => ids as unknown as Group['people'];

export async function onLine(): Promise<Group> {
  const tenko = await startTenko({ language: 'en' });
  onTestFinished(() => tenko.stop());
  const { world } = tenko;
  const people = tuple(NAMES.map((name) => world.createMember(name)));
  const chat = world.createGroup('Club', people);
  for (const who of people) await tenko.say(chat, who, 'hi');
  const during = async (act: () => unknown): Promise<string> => {
    const before = tenko.fromBot(chat).length;
    act();
    await tenko.quiet();
    return words(tenko.fromBot(chat).slice(before));
  };
  const tapOn = (who: string, card: string, label: string): Promise<string> => {
    const actionOf = ({ id }: MessageView) => world.actions(id).find((action) => action['label'] === label);
    const message = tenko.fromBot(chat).findLast((one) => words([one]).includes(card) && actionOf(one));
    const action = message && actionOf(message);
    if (!message || !action) throw new Error(`no card with ${card} has a button ${label}`);
    return during(() => world.tap(chat, who, message.id, action));
  };
  return {
    people,
    names: NAMES,
    say: (who, line) => during(() => world.say(chat, who, line)),
    tap: (who, label) => tapOn(who, '', label),
    tapOn,
    isBotIn: () => world.chats().find(({ id }) => id === chat)?.botIn ?? false,
    join: (name) => during(() => world.addMember(chat, world.createMember(name))),
    leave: (who) => during(() => world.removeMember(chat, who)),
    failures: () => tenko.failures(),
  };
}

/** What a person answers to a card who wants what has this label there: its number, or the line that stands behind it. */
function answerTo(card: MessageView, label: string): string | undefined {
  for (const line of words([card]).split('\n')) {
    const [, number, said] = /^(?:(\d+)\. )?(?:\P{L}+ )?(\p{L}.*)$/u.exec(line) ?? [];
    if (said === label && number !== undefined) return number;
    if (said?.startsWith(`${label}: /`)) return said.slice(label.length + 2);
  }
  return undefined;
}

export const onLinq = (service: Service) => async (): Promise<Group> => {
  const linq = await VirtualLinq.start({ delay: 1, perMinute: 1_000 });
  const tenko = await startTenko({ language: 'en', linq });
  onTestFinished(async () => {
    await tenko.stop();
    await linq.stop();
  });
  const { world } = linq;
  const people = tuple(NAMES.map((name) => world.createMember(name)));
  const chat = world.createGroup('Club', people, { service });
  const fromBot = (): readonly MessageView[] => world.messages(chat).filter(({ from }) => from === 'bot');
  const during = async (act: () => unknown): Promise<string> => {
    const before = fromBot().length;
    act();
    await tenko.quiet();
    // What was sent comes back as an event of its own.
    await tenko.quiet();
    return words(fromBot().slice(before));
  };
  const answer = (who: string, text: string, label: string): Promise<string> => {
    const card = fromBot().findLast((one) => words([one]).includes(text) && answerTo(one, label) !== undefined);
    if (!card) throw new Error(`no card with ${text} tells how to answer ${label}:\n${words(fromBot())}`);
    // A number means the one card that is open, or the card that it is a reply to.
    const reply = service === 'iMessage' && (text !== '' || words([card]).includes('Reply to this message'));
    const saying = reply ? { quotedMessageId: card.id } : {};
    return during(() => world.say(chat, who, answerTo(card, label) ?? '', saying));
  };
  return {
    people,
    names: people.map((number) => `…${number.slice(-4)}`),
    say: (who, line) => during(() => world.say(chat, who, line)),
    tap: (who, label) => answer(who, '', label),
    tapOn: answer,
    isBotIn: () => world.chats().find(({ id }) => id === chat)?.botIn ?? false,
    join: (name) => during(() => world.addMember(chat, world.createMember(name))),
    leave: (who) => during(() => world.removeMember(chat, who)),
    failures: () => tenko.failures(),
  };
};
