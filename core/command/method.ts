const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

const camel = (name: string): string => {
  const [first = '', ...others] = name.split('-');
  return first + others.map(capital).join('');
};

/** The method that handles a command or a subcommand: `roll`, `rollHistory`; `kick-bot` is `kickBot`. The type `Commands` says the same. */
export function methodName(command: string, subcommand?: string): string {
  return subcommand === undefined ? camel(command) : camel(command) + capital(camel(subcommand));
}

/** The method that hears an event: `memberJoined` is `onMemberJoined`. */
export function eventMethodName(event: string): string {
  return `on${capital(event)}`;
}
