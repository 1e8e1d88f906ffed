import type { Button } from './card.ts';
import type { OutgoingMessage } from './message.ts';
import { withData } from './native.ts';

/** Every command line that a tap on this message can run. */
export function commandLines(message: OutgoingMessage): readonly string[] {
  switch (message.type) {
    case 'text':
      return (message.buttons ?? []).map(command);
    case 'card':
      return [
        ...(message.buttons ?? []).map(command),
        ...(message.bars ?? []).flatMap(({ button }) => (button ? [button.command] : [])),
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
