/** `npm run licences`: holds the licence of every package against what this project may pass on. Reads the lock file alone. */
import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

/** Whoever passes them on keeps a notice, and owes nothing else. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Unlicense',
]);
/** Each looked at by itself: what is asked for in return is met by passing the package on as it is. */
const LOOKED_AT: Readonly<Record<string, RegExp>> = {
  // Holds for their own files, which are used unchanged, outside of the bundle.
  'MPL-2.0': /^(@resvg\/resvg-js|lightningcss|axe-core)(-|$)/,
  // Fonts, which may be part of anything but a font for sale.
  'OFL-1.1': /^@fontsource\//,
  // The marks of a browser's abilities: data, for the builds of development alone.
  'CC-BY-4.0': /^caniuse-lite$/,
};

interface Package {
  readonly license?: string;
  readonly link?: boolean;
}

/** One line for each package that may not be passed on, or does not say; empty when all is well. */
export function wrongLicences(lock: { readonly packages: Readonly<Record<string, Package>> }): readonly string[] {
  return Object.entries(lock.packages).flatMap(([path, { license, link }]) => {
    if (path === '' || link) return [];
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (license === undefined) return [`${name} names no licence`];
    return allowed(name, license)
      ? []
      : [`${name} is under ${license}, which is not among those that this project passes on`];
  });
}

/** `(MIT OR GPL-3.0)`: one of them has to be good. `MIT AND ISC`: each. */
function allowed(name: string, expression: string): boolean {
  const one = (id: string): boolean => PERMISSIVE.has(id) || LOOKED_AT[id]?.test(name) === true;
  return expression
    .replace(/[()]/g, '')
    .split(/ OR /)
    .some((choice) => choice.split(/ AND /).every((id) => one(id.trim())));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const lock = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
  const found = wrongLicences(JSON.parse(lock) as Parameters<typeof wrongLicences>[0]);
  for (const line of found) console.error(line);
  process.exitCode = found.length > 0 ? 1 : 0;
}
