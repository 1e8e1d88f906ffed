import { networkInterfaces } from 'node:os';

/** The bot's side of the virtual LINE: what its owner would set in LINE's console. */
export interface Channel {
  readonly botId: string;
  readonly botName: string;
  /** The channel's id, digits: what its access token tells. */
  readonly id: string;
  readonly secret: string;
  readonly accessToken: string;
  /** Milliseconds since 1970. Every time limit counts by it, so that a test can move it. */
  readonly now: () => number;
  webhookUrl: string | undefined;
  /** "Use webhook" in the console: nothing is sent without it but tests. No API switches it. */
  webhookActive: boolean;
  /** How "Chat" is set in LINE Official Account Manager. */
  chatMode: 'chat' | 'bot';
  /** A verified account may read member lists. */
  verified: boolean;
  /** A webhook that was not answered with 2xx is sent again. */
  redelivery: boolean;
}

/** What goes only to this machine: the virtual LINE calls nobody else, whatever it is told. */
export function isThisMachine(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) && (isLoopbackName(hostname) || isOwnAddress(hostname));
}

/** A host that listens on one address of its network is called there and nowhere else. */
function isOwnAddress(hostname: string): boolean {
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  return own.some(({ address }) => address === hostname.replace(/^\[|\]$/g, ''));
}

export const isLoopbackName = (hostname: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
