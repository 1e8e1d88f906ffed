/** `npm run richmenu`: the menus under a LINE bot's 1:1 chats. Groups have none. */
import { argv, cwd, env } from 'node:process';
import { parseArgs } from 'node:util';
import { readConfig } from '../../core/config.ts';
import { isFailure, type Failure } from '../../core/errors.ts';
import { RichMenus, type RichMenu } from '../../core/line/rich-menus.ts';
import { ALIAS } from '../../core/line/rules/rich-menu.ts';
import { plain } from '../plain.ts';
import { Refused } from '../setup/tool.ts';
import { readMenuFile } from './menu-file.ts';

const USAGE = `npm run richmenu                                   the menus of the bot's 1:1 chats, their areas and aliases
npm run richmenu -- set <file> [--default] [--alias <name>]
                                                   makes one from a JSON file: LINE's rich menu object, and "image",
                                                   the path of its picture from there
npm run richmenu -- default <menu> | none          who is linked to no other menu sees this one, or none
npm run richmenu -- link <menu> <U…>               one person sees this one
npm run richmenu -- unlink <U…>                    … and the default again
npm run richmenu -- delete <menu>                  for everybody
<menu> is an id (richmenu-…) or an alias.`;
/** sysexits.h: used wrongly; the set-up has to be changed. */
const EX_USAGE = 64;
const EX_CONFIG = 78;

const OPTIONS = {
  default: { type: 'boolean', default: false },
  alias: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const usedWrongly = (why: string): Refused => new Refused(`${why}\n${USAGE}`, EX_USAGE);

function readArguments() {
  try {
    return parseArgs({ args: argv.slice(2), options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw usedWrongly((error as Error).message);
  }
}

function connect(): RichMenus {
  const { line } = readConfig(env, cwd());
  if (!line) throw new Refused('LINE is not set up: npm run setup', EX_CONFIG);
  return new RichMenus(line);
}

const told = ({ code, message }: Failure): string =>
  code === 'PLATFORM_NOT_FOUND' ? 'LINE has no such menu, or no such person' : plain(`${message} (${code})`);

function describe({ name, richMenuId, size, chatBarText, selected, areas }: RichMenu): readonly string[] {
  const opened = selected ? 'open at first' : 'closed at first';
  return [
    plain(`${richMenuId}  ${name}`),
    plain(`  ${size.width} × ${size.height}, bar “${chatBarText}”, ${opened}, areas: ${areas.length}`),
    ...areas.map((area) => {
      const { bounds, action } = area as { readonly bounds?: Record<string, number>; readonly action?: object };
      const { x, y, width, height } = bounds ?? {};
      return plain(`    ${x},${y} ${width} × ${height}  ${JSON.stringify(action)}`);
    }),
  ];
}

async function list(menus: RichMenus): Promise<void> {
  const [all, aliases, standard] = await Promise.all([menus.list(), menus.aliases(), menus.default()]);
  if (all.length === 0) return console.log('The bot has no rich menu.');
  for (const menu of all) {
    const [first, ...rest] = describe(menu);
    const names = aliases.filter((one) => one.richMenuId === menu.richMenuId).map((one) => one.richMenuAliasId);
    const marks = [...(menu.richMenuId === standard ? ['the default'] : []), ...names.map((name) => `alias ${name}`)];
    console.log([marks.length > 0 ? `${first}  (${marks.join(', ')})` : first, ...rest].join('\n'));
  }
}

async function idOf(menus: RichMenus, menu: string | undefined): Promise<string> {
  if (menu === undefined) throw usedWrongly('which menu?');
  if (menu.startsWith('richmenu-')) return menu;
  const found = (await menus.aliases()).find(({ richMenuAliasId }) => richMenuAliasId === menu);
  if (!found)
    throw new Refused(`${plain(menu)} is neither an id (richmenu-…) nor an alias: npm run richmenu lists them`);
  return found.richMenuId;
}

function userOf(user: string | undefined): string {
  const id = user?.replace(/^line:/, '');
  if (id === undefined || !/^U[0-9a-f]{32}$/.test(id))
    throw usedWrongly('whose? U and 32 digits, as OWNER_IDS and the log name people');
  return id;
}

async function set(menus: RichMenus, file: string | undefined, alias: string | undefined, isDefault: boolean) {
  if (file === undefined) throw usedWrongly('which file?');
  if (alias !== undefined && !ALIAS.test(alias))
    throw usedWrongly('an alias has 1 to 32 lower-case letters, digits, - and _');
  const { menu, picture, type } = readMenuFile(file);
  await menus.validate(menu);
  const id = await menus.create(menu);
  try {
    await menus.upload(id, picture, type);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const gone = await menus.delete(id).then(
      () => 'the menu was taken away again',
      (failure: unknown) => `and ${id} is left without one: ${isFailure(failure) ? told(failure) : String(failure)}`,
    );
    throw new Refused(`LINE did not take the picture: ${told(error)}; ${gone}`);
  }
  console.log(`${id} is there.`);
  if (alias !== undefined) {
    await menus.setAlias(alias, id);
    console.log(`The alias ${alias} leads to it.`);
  }
  if (isDefault) {
    await menus.makeDefault(id);
    console.log('Everybody sees it who is linked to no other.');
  }
}

async function run(menus: RichMenus, { positionals, values }: ReturnType<typeof readArguments>): Promise<void> {
  const [what = 'list', first, second, ...more] = positionals;
  if (more.length > 0 || (second !== undefined && what !== 'link')) throw usedWrongly('one thing at a time');
  if (what !== 'set' && (values.default || values.alias !== undefined))
    throw usedWrongly('--default and --alias go with set');
  switch (what) {
    case 'list':
      return list(menus);
    case 'set':
      return set(menus, first, values.alias, values.default);
    case 'default':
      if (first === 'none') await menus.clearDefault();
      else await menus.makeDefault(await idOf(menus, first));
      return console.log(first === 'none' ? 'There is no default now.' : 'That is the default now.');
    case 'link': {
      const user = userOf(second);
      await menus.link(await idOf(menus, first), user);
      return console.log(`${user} sees it from now on.`);
    }
    case 'unlink':
      await menus.unlink(userOf(first));
      return console.log('Whoever it was sees the default again.');
    case 'delete':
      await menus.delete(await idOf(menus, first));
      return console.log('It is gone.');
    default:
      throw usedWrongly(`there is no ${plain(what)}`);
  }
}

async function main(): Promise<void> {
  const given = readArguments();
  if (given.values.help) return console.log(USAGE);
  const menus = connect();
  try {
    await run(menus, given);
  } finally {
    await menus.close();
  }
}

try {
  await main();
} catch (error) {
  if (error instanceof Refused) {
    console.error(`tenko: ${error.message}`);
    process.exitCode = error.exitCode;
  } else if (isFailure(error)) {
    console.error(`tenko: ${told(error)}`);
    process.exitCode = error.code === 'CONFIG_INVALID' ? EX_CONFIG : 1;
  } else throw error;
}
