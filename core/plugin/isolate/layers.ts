import { spawn } from 'node:child_process';
import { execPath, getuid, platform } from 'node:process';

/** The highest user id, which owns nothing: `nobody` on every Linux. */
const NOBODY = '65534';
/** V8 does not start with less than about 600 MB of it, most of which it only reserves; buffers get what is left. */
const DATA_LIMIT = 900_000_000;
const HEAP_MB = 64;
const PROBE_TIME = 5_000;

/** Node.js with everything forbidden but to read the isolate's own files: no other file, no network, processes, workers or add-ons. */
export const guestCommand = (guest: string): readonly string[] => [
  execPath,
  '--permission',
  // What it is started with, and what that one reads.
  ...[guest, guest.replace(/\.cjs$/, '.inside.js'), guest.replace(/\.cjs$/, '.inside.cache')].map(
    (file) => `--allow-fs-read=${file}`,
  ),
  `--max-old-space-size=${HEAP_MB}`,
  '--max-semi-space-size=1',
  '--optimize-for-size',
  '--single-threaded',
  '--expose-gc',
  '--no-deprecation',
  '--no-warnings',
  guest,
];

/** One wall of the operating system's round an isolate: a command that runs another. */
interface Layer {
  readonly name: string;
  readonly command: readonly string[];
}

const ENDS_WITH_HOST: Layer = {
  name: 'ends with the host',
  command: ['setpriv', '--pdeathsig', 'KILL'],
};
const NO_PRIVILEGES: Layer = {
  name: 'no new privileges',
  command: ['setpriv', '--nnp', '--inh-caps=-all'],
};
const NOBODY_AT_ALL: Layer = {
  name: `runs as user ${NOBODY}`,
  command: ['setpriv', '--reuid', NOBODY, '--regid', NOBODY, '--clear-groups', '--bounding-set=-all'],
};
const LIMITED: Layer = {
  name: 'limited memory, files and dumps',
  command: ['prlimit', `--data=${DATA_LIMIT}`, '--core=0', '--fsize=0', '--nofile=64'],
};
const OWN_WORLD = ['--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child=KILL'];

function candidates(): readonly Layer[] {
  if (platform !== 'linux') return [];
  const root = getuid?.() === 0;
  const namespaces: Layer = {
    name: 'own network, process and IPC namespaces',
    command: ['unshare', ...(root ? [] : ['--user', '--map-current-user']), ...OWN_WORLD],
  };
  return [ENDS_WITH_HOST, namespaces, LIMITED, ...(root ? [NOBODY_AT_ALL] : []), NO_PRIVILEGES];
}

/** The walls that this system can have, by their names. */
export const possibleLayers = (): readonly string[] => candidates().map(({ name }) => name);

/** Whether the isolate's process starts and ends well behind these walls. It ends at once, since its input is empty. */
function works(command: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { env: {}, cwd: '/', timeout: PROBE_TIME } as const;
    const child = spawn(command[0]!, command.slice(1), { ...options, stdio: ['pipe', 'ignore', 'ignore'] });
    child.stdin.on('error', () => undefined);
    child.stdin.end();
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** One command of them all; neighbours that are the same tool's are one call of it, since each is a process to start. */
function joined(layers: readonly Layer[]): readonly string[] {
  const calls: Layer[][] = [];
  for (const layer of layers) {
    const before = calls.at(-1);
    if (!before || before[0]!.command[0] !== layer.command[0]) calls.push([layer]);
    else if (!before.includes(layer)) before.push(layer);
  }
  return calls.flatMap((call) => call.flatMap(({ command }, index) => (index === 0 ? command : command.slice(1))));
}

export interface Layers {
  readonly names: readonly string[];
  /** What stands before the isolate's command. */
  readonly command: readonly string[];
}

/** Which walls this machine has. Each is tried with the real thing, for a tool that is there may still not be allowed. */
export async function probeLayers(guest: string): Promise<Layers> {
  const all = candidates();
  const inner = guestCommand(guest);
  const tried = await Promise.all(all.map(({ command }) => works([...command, ...inner])));
  const active = all.filter((_layer, index) => tried[index]);
  // A change of user forgets what was to happen when the parent dies: it is asked for again, last.
  const command = joined(active.includes(ENDS_WITH_HOST) ? [...active, ENDS_WITH_HOST] : active);
  const whole = command.length === 0 || (await works([...command, ...inner]));
  return whole ? { names: active.map(({ name }) => name), command } : { names: [], command: [] };
}
