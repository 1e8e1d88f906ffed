/** "Issue link token": ten minutes, one use. */
export const LINK_TOKEN_LIFE = 600_000;

const LINES_OWN = 'https://access.line.me';
const THIS_MACHINE = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * Where a member agrees to the link (LINE docs, "Linking user accounts"): at LINE itself, or, where a stand-in on this machine plays
 * LINE, at the stand-in.
 */
export function dialogUrl(apiBaseUrl: string, token: string): string {
  const base = URL.parse(apiBaseUrl);
  const origin = base !== null && THIS_MACHINE.test(base.hostname) ? base.origin : LINES_OWN;
  return `${origin}/dialog/bot/accountLink?linkToken=${encodeURIComponent(token)}`;
}
