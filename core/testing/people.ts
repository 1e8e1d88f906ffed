import { createHash } from 'node:crypto';
import type { Mention } from '../chat/event.ts';
import type { Member } from '../chat/member.ts';

const idOf = (name: string): string => `U${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;

/** Who is in the chat. A member's id follows from the name, so it is the same in every run. */
export class People {
  readonly #members = new Map<string, Member>();

  constructor(names: readonly string[]) {
    for (const name of names) this.add(name);
  }

  add(name: string): Member {
    if (name === '' || this.#members.has(name))
      throw new Error(`there is a member called ${JSON.stringify(name)} already`);
    const member = { id: idOf(name), displayName: name };
    this.#members.set(name, member);
    return member;
  }

  remove(name: string): Member {
    const member = this.called(name);
    this.#members.delete(name);
    return member;
  }

  called(name: string): Member {
    const member = this.#members.get(name);
    if (member) return member;
    throw new Error(`nobody here is called ${JSON.stringify(name)}: there are ${[...this.#members.keys()].join(', ')}`);
  }

  withId(id: string): Member | undefined {
    return [...this.#members.values()].find((member) => member.id === id);
  }

  get count(): number {
    return this.#members.size;
  }

  /** The `@name` of members in a text, as a phone would send them. */
  mentionsIn(text: string): readonly Mention[] {
    const longestFirst = [...this.#members.values()].sort((a, b) => b.displayName.length - a.displayName.length);
    const mentions: Mention[] = [];
    for (let index = text.indexOf('@'); index >= 0; index = text.indexOf('@', index + 1)) {
      const member = longestFirst.find(({ displayName }) => text.startsWith(displayName, index + 1));
      if (member) mentions.push({ index, length: member.displayName.length + 1, memberId: member.id });
    }
    return mentions;
  }
}
