import { join } from 'node:path';
import { pino } from 'pino';
import * as tsyringe from 'tsyringe';
import * as tenko from '../../core/index.ts';
import { Isolation } from '../../core/plugin/isolate/isolation.ts';
import { possibleLayers, probeLayers } from '../../core/plugin/isolate/layers.ts';
import { PluginFolders } from '../../core/plugin/plugin-folders.ts';
import { Registry } from '../../core/plugin/registry.ts';
import type { Readiness } from '../../core/server.ts';
import type { Check } from './check.ts';
import { look, ok, wrong } from './finding.ts';
import type { Patient } from './patient.ts';

export const port: Check = {
  about: 'host',
  run: async (patient) => {
    const here = await patient.here();
    if (here.kind === 'door') return [ok('host', `not running; ${here.url} is free for it`)];
    if (here.kind === 'neither')
      return [
        patient.settings().port === 0
          ? look('host', here.why, 'Set PORT, so that a proxy or tunnel can lead to it.')
          : wrong('host', here.why, 'Stop the other program, or set PORT to a free one.'),
      ];
    const { ready, state, store, warnings } = here.readiness;
    return [
      ready
        ? ok('host', `runs at ${here.url}`)
        : wrong('host', `runs at ${here.url} and is not ready: ${state}, store ${store}`, 'Look at its log.'),
      ...warnings.map((warning) => wrong('host', warning, 'Mend it, and start the host again.')),
    ];
  },
};

export const plugins: Check = {
  about: 'plugins',
  limit: 60_000,
  run: async (patient) => {
    const here = await patient.here();
    const all = here.kind === 'host' ? here.readiness.plugins : await loaded(patient);
    const ready = all.filter(({ state }) => state === 'READY').map(({ name }) => name);
    return [
      ok('plugins', `${ready.length} ready: ${ready.join(', ')}`),
      ...all
        .filter(({ state }) => state === 'FAILED')
        .map(({ name, reason = 'it does not say why' }) =>
          wrong(`plugin ${name}`, reason, 'Mend it, or npm run plugin -- remove takes it away.'),
        ),
    ];
  },
};

/** As a host would load them, without a host. */
async function loaded(patient: Patient): Promise<Readiness['plugins']> {
  const { pluginsDir, trustedPlugins } = patient.settings();
  const at = (...parts: string[]): string => join(patient.root, ...parts);
  const registry = new Registry();
  const isolation = new Isolation({ guest: at('dist', 'guest.cjs'), handlerTimeout: 8_000, tell: () => undefined });
  const folders = new PluginFolders(
    registry,
    {
      root: tsyringe.container.createChildContainer(),
      modules: { tenko, tsyringe: { inject: tsyringe.inject, injectable: tsyringe.injectable } },
      cacheDir: at('dist', 'bundles'),
      isolation,
    },
    { shipped: at('plugins'), foreign: pluginsDir, trusted: trustedPlugins, pinned: true },
    pino({ level: 'silent' }),
  );
  await folders.load();
  const all = registry
    .all()
    .map((plugin) =>
      plugin.state === 'FAILED'
        ? { name: plugin.name, state: plugin.state, reason: plugin.reason.message }
        : { name: plugin.name, state: plugin.state },
    );
  await folders.stop();
  return all;
}

export const isolation: Check = {
  about: 'isolation',
  run: async (patient) => {
    const here = await patient.here();
    const told = here.kind === 'host' ? here.readiness.isolation : undefined;
    const names = Array.isArray(told)
      ? (told as readonly string[])
      : (await probeLayers(join(patient.root, 'dist', 'guest.cjs'))).names;
    const missing = possibleLayers().filter((name) => !names.includes(name));
    const always = 'a process without files, network, environment and processes';
    if (process.platform !== 'linux')
      return [
        look(
          'isolation',
          `plugins of others run in ${always}; this system adds nothing`,
          'Add only plugins that you trust, or run the host on Linux.',
        ),
      ];
    return [
      missing.length === 0
        ? ok('isolation', `plugins of others run in ${always}, and: ${names.join(', ')}`)
        : look(
            'isolation',
            `plugins of others run in ${always}${names.length > 0 ? `, and: ${names.join(', ')}` : ''}`,
            `Not allowed or not there (util-linux): ${missing.join(', ')}.`,
          ),
    ];
  },
};
