import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { platform, versions } from 'node:process';
import { isFailure } from '../../core/errors.ts';
import type { Check } from './check.ts';
import { look, ok, wrong, type Finding } from './finding.ts';

const NODE_NEEDED = 26;

export const runtime: Check = {
  about: 'Node.js',
  run: async () => [
    Number(versions.node.split('.')[0]) >= NODE_NEEDED
      ? ok('Node.js', versions.node)
      : wrong('Node.js', `this is ${versions.node}`, `Use ${NODE_NEEDED} or newer; npm start brings its own.`),
  ],
};

/** Group and others. */
const OPEN_TO_OTHERS = 0o077;
/** A line that is no comment and gives a secret its value. */
const SECRET = /^(?!\s*#).*\b[A-Z_]*(?:SECRET|TOKEN|API_KEY|DATABASE_URL)["']?\s*[:=]\s*["'[]*\w/m;

async function fileMode(folder: string, name: string): Promise<Finding | undefined> {
  const path = join(folder, name);
  let text: string;
  let mode: number;
  try {
    [text, { mode }] = [await readFile(path, 'utf8'), await stat(path)];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What else is wrong with it is said by whoever reads the settings.
    return code === 'ENOENT' ? undefined : wrong(name, `cannot be read (${code})`, `Let this user read ${path}.`);
  }
  if (platform === 'win32') return ok(name, 'is read');
  const bits = (mode & 0o777).toString(8);
  return (mode & OPEN_TO_OTHERS) !== 0 && SECRET.test(text)
    ? wrong(name, `holds secrets, and others on this machine may read it (mode ${bits})`, `chmod 600 ${path}`)
    : ok(name, `is read (mode ${bits})`);
}

export const settings: Check = {
  about: 'settings',
  run: async (patient) => {
    const { config, folder, environment } = patient;
    const files = await Promise.all(['.env', 'tenko.config.json'].map((name) => fileMode(folder, name)));
    const findings = files.filter((finding) => finding !== undefined);
    if (isFailure(config))
      return [...findings, wrong('settings', config.message, 'Correct it; the README explains each under “Settings”.')];
    const given = environment['LINE_CHANNEL_SECRET'] ? ' (secrets come from the environment)' : '';
    return [
      ...findings,
      config.line || patient.linq()
        ? ok('settings', `valid${given}`)
        : look(
            'settings',
            'valid, and no platform is set up: npm start plays LINE itself',
            'npm run setup connects a bot of yours.',
          ),
    ];
  },
};
