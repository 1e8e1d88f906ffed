/** What the types of a manifest allow and refuse. Compiled with everything else; `definition.test.ts` sees that each refusal is real. */
import manifest from '../../test/fixtures/manifests/dice.json' with { type: 'json' };
import type { Commands, MemberValue, Options } from './definition.ts';

type Roll = Options<typeof manifest, 'roll'>;

export class Right implements Commands<typeof manifest> {
  roll({ sides, for: member, mode, labels, until, secret }: Roll): string {
    // A default and `required` are always there, a list is at least empty, the rest may be absent.
    const sure: number = sides;
    const one: 'high' | 'low' = mode;
    const all: readonly string[] = labels;
    const who: MemberValue | undefined = member;
    const when: Date | undefined = until;
    const flag: boolean | undefined = secret;
    return [sure, one, all.length, who?.displayName, when?.getTime(), flag].join(' ');
  }
  rollHistory(): string {
    return 'none';
  }
  flipCoin(): string {
    return 'heads';
  }
}

export const wrongUses = ({ sides, for: member, ...roll }: Roll): void => {
  // @ts-expect-error an integer is no string
  const text: string = sides;
  // @ts-expect-error a member that may be absent
  const name: string = member.displayName;
  // @ts-expect-error no option has this name
  const side = roll.side;
  // @ts-expect-error a choice is one of its declared values
  const mode: 'highest' = roll.mode;
  void [text, name, side, mode];
};

// @ts-expect-error no command has this name
export const noCommand: Options<typeof manifest, 'rol'> = { sides: 6 };

export class WrongType {
  // @ts-expect-error the option is a number
  roll: Commands<typeof manifest>['roll'] = ({ sides }: { sides: string }) => sides;
}

export class WrongName {
  // @ts-expect-error the option is called `sides`
  roll: Commands<typeof manifest>['roll'] = ({ side }: { side: number }) => side;
}

// @ts-expect-error the command `flip-coin` has no handler
export class MissingCommand implements Commands<typeof manifest> {
  roll(): void {}
  rollHistory(): void {}
}

// @ts-expect-error the subcommand `roll history` has no handler
export class MissingSubcommand implements Commands<typeof manifest> {
  roll(): void {}
  flipCoin(): void {}
}

export class WrongHandler implements Commands<typeof manifest> {
  // @ts-expect-error a handler that wants another type of option
  roll({ sides }: { sides: string }): string {
    return sides;
  }
  rollHistory(): void {}
  flipCoin(): void {}
}
