import { buttonsOnBar, type Button } from './card.ts';
import type { OutgoingMessage } from './message.ts';
import { withData } from './native.ts';

/** Every command line that a tap on this message, or a reaction to it, can run. */
export function commandLines(message: OutgoingMessage): readonly string[] {
  switch (message.type) {
    case 'text':
      return (message.buttons ?? []).map(command);
    case 'card':
      return [
        ...(message.buttons ?? []).map(command),
        ...(message.bars ?? []).flatMap(buttonsOnBar).map(command),
        ...(message.takeBack === undefined ? [] : [message.takeBack]),
      ];
    case 'native': {
      const lines: string[] = [];
      withData(message.line, (data) => lines.push(String(data)));
      return lines;
    }
    default:
      return [];
  }
}

const command = (button: Button): string => button.command;
