import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Deed, MemberView } from '../view.ts';
import { emptyWorld, type World } from './world.ts';
import type { Tell } from './toast.tsx';

/** What every part of the page may need: what is, what one can do, and how to tell the person something. */
export interface Page {
  readonly world: World;
  /** Does it, and tells the person when it was refused. True when it was done. */
  readonly perform: (deed: Deed) => Promise<boolean>;
  readonly tell: Tell;
}

export const PageContext = createContext<Page>({
  world: emptyWorld,
  perform: () => Promise.resolve(false),
  tell: () => undefined,
});

export const usePage = (): Page => useContext(PageContext);

/** A member's name, or the bot's, by id. */
export function nameIn(world: World, id: string): string | undefined {
  if (id === 'bot' || id === world.bot.id) return world.bot.name;
  return world.members.find((member) => member.id === id)?.name;
}

export const membersIn = (world: World, ids: readonly string[]): readonly MemberView[] =>
  ids.flatMap((id) => world.members.find((member) => member.id === id) ?? []);
