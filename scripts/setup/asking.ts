import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Somebody who can be asked. */
export interface Asking {
  question(words: string): Promise<string>;
  /** What is typed is neither shown nor remembered. */
  secret(words: string): Promise<string>;
  yes(words: string): Promise<boolean>;
  close(): void;
}

/** At the terminal. `stopped` is called on Ctrl-C and Ctrl-D, at whatever time, and does not return. */
export function askAtTerminal(stopped: () => never): Asking {
  let hidden = false;
  const output = new Writable({
    write(chunk: Buffer, encoding, done) {
      if (!hidden) stdout.write(chunk, encoding);
      done();
    },
  });
  const lines = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
  let isOver = false;
  const stop = (): void => {
    if (isOver) return;
    isOver = true;
    lines.close();
    stdout.write('\n');
    stopped();
  };
  // In this mode Ctrl-C is a key and no signal.
  lines.on('SIGINT', stop);
  lines.on('close', stop);

  const next = (words: string): Promise<string> =>
    new Promise((resolve) => lines.question(words, (answer) => resolve(answer.trim())));

  return {
    question: (words) => next(`${words}: `),
    async secret(words) {
      stdout.write(`${words} (not shown): `);
      hidden = true;
      const answer = await next('');
      hidden = false;
      stdout.write(`${answer === '' ? '' : `${answer.length} characters`}\n`);
      return answer;
    },
    async yes(words) {
      for (;;) {
        const answer = (await next(`${words} [Y/n] `)).toLowerCase();
        if (['', 'y', 'yes', 'はい'].includes(answer)) return true;
        if (['n', 'no', 'いいえ'].includes(answer)) return false;
      }
    },
    close() {
      isOver = true;
      lines.close();
    },
  };
}
