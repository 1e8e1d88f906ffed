import { isFailure } from '../../core/errors.ts';
import { CONNECTIONS_OF_A_HOST } from '../../core/store/postgres/connection.ts';
import { inspectPostgres, type Held, type PostgresInspection, type Room } from '../../core/store/postgres/inspect.ts';
import { placeOf } from '../../core/store/postgres/place.ts';
import type { Pooling } from '../../core/store/postgres/pooler.ts';
import { refusalOf, troubleWith, type Schema, type Server } from '../../core/store/postgres/server.ts';
import { look, ok, wrong, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';
import { consolePage, failuresFinding, inboxFinding } from './waiting.ts';

/** All about a PostgreSQL, whether hosts run on it or not. Changes nothing there. */
export async function postgres(patient: Patient, url: string): Promise<readonly Finding[]> {
  const here = await patient.here();
  const place = placeOf(url);
  let seen: PostgresInspection;
  try {
    seen = await inspectPostgres(url);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return [wrong('database', error.message, 'Is it running, and are DATABASE_URL and its password right?')];
  }
  const isHere = here.kind === 'host';
  const trouble = serverFinding(place, seen.server);
  const findings = [
    isHere && here.readiness.store !== 'ok' && trouble.state === 'ok'
      ? wrong('database', `${place} answers here, and the host cannot use it`, 'Look at the log of the host.')
      : trouble,
    poolingFinding(seen.pooling),
    roomFinding(seen.room, isHere),
  ];
  if (trouble.state === 'wrong') return findings;
  findings.push(schemaFinding(place, seen), integrityFinding(seen.damage));
  if (!seen.held) return findings;
  const { events, oldest = 0, failures, alive } = seen.held;
  return [
    ...findings,
    ...hostsFindings(seen.held, isHere),
    inboxFinding(events, oldest, alive.length > 0),
    failuresFinding(failures, await consolePage(patient)),
  ];
}

/** As PostgreSQL says it: 15.4. */
const versionOf = ({ version }: Server): string => `${Math.floor(version / 10_000)}.${version % 10_000}`;

export function serverFinding(place: string, server: Server): Finding {
  const trouble = troubleWith(server);
  if (trouble !== undefined)
    return wrong(
      'database',
      `${place} ${trouble}`,
      'Mend that, or let DATABASE_URL name a database that is right (README, “Settings”).',
    );
  if (server.isStandby)
    return wrong(
      'database',
      `${place} is a standby, which may only be read`,
      'Let DATABASE_URL lead to the primary, or promote this one.',
    );
  return ok('database', `${place} answers, PostgreSQL ${versionOf(server)}`);
}

export function schemaFinding(place: string, { schema, newest }: { schema: Schema; newest: number }): Finding {
  const { whose, version } = schema;
  const refusal = refusalOf(schema);
  if (refusal !== undefined)
    return wrong(
      'schema',
      `${place} ${refusal}`,
      whose === 'others'
        ? 'Let DATABASE_URL name an empty one.'
        : 'Start the newer release again, or go back as the README says (“Upgrade and roll back”).',
    );
  if (whose === 'none') return ok('schema', 'no tables yet: the first start makes them');
  if (version > newest)
    return look(
      'schema',
      `version ${version}, made by a newer release than this one, which knows ${newest} and may go on beside it`,
      'Upgrade this host too when it suits you.',
    );
  if (version < newest)
    return look(
      'schema',
      `version ${version}; the next start of this release makes it ${newest}`,
      'Make a backup first: npm run backup -- <file>.',
    );
  return ok('schema', `version ${version}, as this release has it`);
}

function integrityFinding(damage: readonly string[]): Finding {
  return damage.length === 0
    ? ok('integrity', 'every table and index is there; no page is known to be damaged')
    : wrong(
        'integrity',
        damage.join('; '),
        'Set what is off to on, and restore a backup into a new database where something is missing or damaged.',
      );
}

function poolingFinding(pooling: Pooling): Finding {
  if (pooling === 'none') return ok('pooler', 'none: connections lead to the server itself');
  if (pooling === 'session') return ok('pooler', 'one that works by session, as is needed');
  return wrong(
    'pooler',
    'one that works by transaction: hosts would lose their settings, and not hear of each other (LISTEN)',
    'Set pool_mode = session for this database, or let DATABASE_URL lead to PostgreSQL itself.',
  );
}

export function roomFinding({ of, most, taken }: Room, isHere: boolean): Finding {
  const room = Math.floor((most - taken) / CONNECTIONS_OF_A_HOST);
  const says = `${taken} of ${most} of the ${of} are taken; a host takes ${CONNECTIONS_OF_A_HOST}`;
  if (room > 0) return ok('connections', `${says}: there is room for ${room === 1 ? 'one more' : `${room} more`}`);
  const todo =
    of === 'server'
      ? 'Raise max_connections, or end what takes them (pg_stat_activity tells).'
      : `Raise CONNECTION LIMIT of the ${of}, or end what takes them (pg_stat_activity tells).`;
  return isHere
    ? look('connections', `${says}: there is no room for another one`, todo)
    : wrong('connections', `${says}: there is no room for this one`, todo);
}

export function hostsFindings({ alive, dead }: Held, isHere: boolean): readonly Finding[] {
  const count = alive.length === 1 ? '1 runs' : `${alive.length} run`;
  const findings: Finding[] = [];
  if (alive.length === 0)
    findings.push(
      isHere
        ? wrong('hosts', 'the host here has no lease in this database', 'Look at its log, or start it again.')
        : ok('hosts', dead === 0 ? 'none runs' : 'none runs; the next start takes up what the last one had'),
    );
  else findings.push(ok('hosts', `${count} on this database`));
  const different = alive.some((loaded) => loaded.join(' ') !== alive[0]!.join(' '));
  if (different)
    findings.push(
      look(
        'hosts',
        'they have not loaded the same plugins, or not the same versions',
        'As it is while an upgrade is rolled; else give every host the same PLUGINS_DIR, and start the older ones again.',
      ),
    );
  return findings;
}
