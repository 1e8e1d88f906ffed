import { isFailure } from '../../core/errors.ts';
import { LineAccount } from '../../core/line/account.ts';
import { findingsOf, type Check } from '../doctor/check.ts';
import { consolePage, LABELS } from '../doctor/console-words.ts';
import type { Finding } from '../doctor/finding.ts';
import { Patient } from '../doctor/patient.ts';
import { hiding, inLines } from '../doctor/print.ts';
import { certificate, publicUrl } from '../doctor/reach.ts';
import { byHand, sameSecret, webhookTest, WEBHOOK_PATH } from '../doctor/webhook.ts';
import type { Connected } from './credentials.ts';
import type { Tool } from './tool.ts';

/** Tells LINE where the host is. True when it is told, now or before. */
export async function setWebhook(
  tool: Tool,
  { token }: Connected,
  address: string,
  wanted: boolean | undefined,
): Promise<boolean> {
  const url = address + WEBHOOK_PATH;
  const account = new LineAccount({ channelAccessToken: token, apiBaseUrl: tool.now('LINE_API_BASE_URL') });
  try {
    const before = await account.endpoint();
    if (before?.url === url) {
      tool.say(`✓ LINE sends webhooks to ${url} already`);
      return true;
    }
    const from = before ? `to ${before.url}` : 'nowhere';
    const agreed =
      wanted ?? (await tool.asking?.yes(`\nLINE sends webhooks ${from} now. Send them to ${url}?`)) ?? false;
    if (!agreed) {
      tool.say(`· LINE sends webhooks ${from}; ${url} is where this host takes them (--webhook tells LINE)`);
      return false;
    }
    await account.setEndpoint(url);
    tool.say(`✓ LINE sends webhooks to ${url}`);
    return true;
  } catch (error) {
    if (!isFailure(error)) throw error;
    tool.say(`✗ LINE does not take ${url} as webhook URL: ${error.message}`);
    return false;
  } finally {
    await account.close();
  }
}

/** Only its owner can switch it on. True when it is. */
export async function waitForUse(tool: Tool, { token, channelId }: Connected): Promise<boolean> {
  const account = new LineAccount({ channelAccessToken: token, apiBaseUrl: tool.now('LINE_API_BASE_URL') });
  try {
    for (;;) {
      if ((await account.endpoint())?.active === true) {
        tool.say('✓ the webhook is in use');
        return true;
      }
      tool.say(
        `\n✗ The webhook is not in use yet, and no program can change that. Switch ${LABELS.useWebhook} on in ${LABELS.messagingApi}:\n  ${consolePage(channelId, 'messaging-api')}`,
      );
      if (!tool.asking || (await tool.asking.question('Enter when it is on, s to go on without')) !== '') return false;
    }
  } finally {
    await account.close();
  }
}

/** Looks from outside, as the doctor does. True when nothing is wrong. */
export async function tryOut(tool: Tool, url: string): Promise<boolean> {
  for (;;) {
    const patient = new Patient(tool.root, tool.folder, tool.environment, url);
    const hide = hiding(patient.secrets);
    const tell = (findings: readonly Finding[]): void => {
      for (const line of findings.flatMap((finding) => inLines(finding, false))) tool.say(hide(line));
    };
    try {
      const stale = (await findingsOf(sameSecret, patient)).filter(({ state }) => state === 'wrong');
      if (stale.length > 0 && tool.asking) {
        tool.say('\n✗ A host runs here with earlier settings. Stop it where it runs (Ctrl-C).');
        if ((await tool.asking.question('Enter when it has stopped, s to go on without')) === '') continue;
      }
      tell(stale);
      const checks: readonly Check[] = [webhookTest, publicUrl, certificate, byHand];
      const found = (await Promise.all(checks.map((check) => findingsOf(check, patient)))).flat();
      tell(found);
      return [...stale, ...found].every(({ state }) => state !== 'wrong');
    } finally {
      await patient.close();
    }
  }
}
