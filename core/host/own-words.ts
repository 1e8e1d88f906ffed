import type { Logger } from 'pino';
import type { Platform } from '../chat/platform.ts';
import type { Registry } from '../plugin/registry.ts';

/**
 * Says which commands cannot be typed on a platform, because it takes their names for words of its own: whoever forgets the slash would
 * tell the platform something that they did not mean (Linq: to be written to no more).
 */
export function warnOfOwnWords({ name: platform, ownWords }: Platform, { commands }: Registry, log: Logger): void {
  if (!ownWords) return;
  for (const { plugin, name, definition } of commands.all()) {
    const words = [name, ...(definition.aliases ?? []), ...Object.values(definition.names ?? {})];
    for (const word of words.filter((one) => ownWords.has(one.toLowerCase())))
      log.warn(
        { plugin, command: name, word, platform },
        `/${word} is no command on ${platform}: the platform has that word itself`,
      );
  }
}
