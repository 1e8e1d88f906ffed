import { connect } from 'node:tls';
import { Skipped, type Check } from './check.ts';
import { look, ok, wrong, type Finding } from './finding.ts';
import { codeOf, hostAt } from './here.ts';
import type { Patient } from './patient.ts';
import { isLoopback, WEBHOOK_PATH } from './webhook.ts';

const DAY = 24 * 60 * 60_000;
const SOON = 14;

/** PUBLIC_URL, or what the webhook URL says. */
async function addressOf(patient: Patient): Promise<string | undefined> {
  const { publicUrl, line } = patient.settings();
  if (publicUrl !== undefined || !line) return publicUrl;
  const url = (await patient.endpoint().catch(() => undefined))?.url;
  return url?.endsWith(WEBHOOK_PATH) ? url.slice(0, -WEBHOOK_PATH.length) : undefined;
}

export const publicUrl: Check = {
  about: 'PUBLIC_URL',
  run: async (patient) => {
    const { publicUrl: set, line } = patient.settings();
    const address = await addressOf(patient);
    const found: Finding[] = [];
    if (set === undefined && line)
      found.push(
        look(
          'PUBLIC_URL',
          'not set: exports and pictures of charts are not offered',
          `Set PUBLIC_URL${address === undefined ? '' : `=${address}`}.`,
        ),
      );
    if (address !== undefined) found.push(await leadsHere(patient, address));
    return found;
  },
};

async function leadsHere(patient: Patient, address: string): Promise<Finding> {
  const here = await patient.here();
  let id: string | undefined;
  try {
    id = await hostAt(address);
  } catch (error) {
    const tested = await patient.test().catch(() => undefined);
    if (tested?.arrived === true)
      return ok(
        'PUBLIC_URL',
        `${address} is reached by LINE, though not from this machine (${codeOf(error)}), as with many home routers`,
      );
    return wrong(
      'PUBLIC_URL',
      `${address} gives no answer (${codeOf(error)})`,
      'Is the proxy or tunnel running, and does the name lead to it?',
    );
  }
  if (here.kind === 'neither')
    return look(
      'PUBLIC_URL',
      `${address} answers${id === undefined ? ', but not as Tenko does' : ''}`,
      `Whether it is this host cannot be told: ${here.why}.`,
    );
  if (id === here.id) return ok('PUBLIC_URL', `${address} leads here`);
  if (id !== undefined && patient.databaseUrl() !== undefined)
    return ok('PUBLIC_URL', `${address} leads to another host, as it may where several share a database`);
  return id === undefined
    ? wrong(
        'PUBLIC_URL',
        `${address} is answered by something else`,
        'Let the proxy or tunnel lead to HOST and PORT, /healthz and /d/ too.',
      )
    : wrong(
        'PUBLIC_URL',
        `${address} leads to another Tenko than the one here`,
        'Let the proxy or tunnel lead to this one.',
      );
}

export const certificate: Check = {
  about: 'certificate',
  run: async (patient) => {
    const address = await addressOf(patient);
    if (address === undefined || (address.startsWith('http:') && isLoopback(address))) return [];
    const { hostname, port } = new URL(address);
    const { until, trouble } = await certificateOf(hostname, port === '' ? 443 : Number(port));
    if (trouble !== undefined)
      return [
        wrong(
          'certificate',
          `that of ${hostname} is not good: ${trouble}`,
          'LINE takes only a complete chain by a public authority (Let’s Encrypt is one); a self-signed one is refused.',
        ),
      ];
    const days = Math.floor((until - Date.now()) / DAY);
    const says = `that of ${hostname} is good for ${days} more ${days === 1 ? 'day' : 'days'}`;
    return [
      days < SOON
        ? look('certificate', says, 'It should have been renewed by now: look at what renews it.')
        : ok('certificate', says),
    ];
  },
};

function certificateOf(host: string, port: number): Promise<{ until: number; trouble?: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host, rejectUnauthorized: false, timeout: 8_000 });
    const give = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.once('secureConnect', () => {
      const until = Date.parse(socket.getPeerCertificate().valid_to);
      const trouble = socket.authorized ? undefined : String(socket.authorizationError);
      socket.destroy();
      resolve({ until, ...(trouble === undefined ? {} : { trouble }) });
    });
    socket.once('timeout', () => give(new Skipped('nothing answers there')));
    socket.once('error', (error) => give(new Skipped(`nothing answers there (${codeOf(error)})`)));
  });
}
