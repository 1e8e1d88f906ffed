import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const DEBIANS = '/usr/bin/chromium';

/** Why the page cannot be tested here, or `undefined` when it can. */
export const noChromium: string | undefined = existsSync(DEBIANS)
  ? undefined
  : `no browser at ${DEBIANS} (on Debian: apt-get install chromium)`;

export const openChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: DEBIANS,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
