import { randomBytes } from 'node:crypto';
import {
  ALIAS,
  MOST_PICTURE_BYTES,
  PICTURE_TYPES,
  pictureOf,
  richMenuProblems,
  sizeProblem,
} from '../../line/rules/rich-menu.ts';
import type { Json } from '../../line/rules/rule.ts';
import type { Call, Endpoint, Success } from '../http/endpoint.ts';
import { isId } from '../identifier.ts';
import { refuse, refuseProblems } from './answer.ts';
import type { Backstage } from './backstage.ts';

interface Menu {
  readonly shown: Json & { readonly richMenuId: string };
  picture?: { readonly bytes: Buffer; readonly type: string };
}

/** LINE reference, "Rich menu": of menus, and of aliases. */
const MOST = 1_000;
const MENUS = '/v2/bot/richmenu';
const DONE: Success = { body: {} };

/** LINE reference, "Rich menu", "Per-user rich menu" and "Rich menu alias". No page shows them: they are under 1:1 chats on phones. */
export function richMenuEndpoints({ world }: Backstage): readonly Endpoint[] {
  const menus = new Map<string, Menu>();
  const aliases = new Map<string, string>();
  const ofUsers = new Map<string, string>();
  let all: string | undefined;

  const menuOf = (id: unknown): Menu => {
    const menu = menus.get(String(id));
    if (!menu) throw refuse(404, 'richmenu not found');
    return menu;
  };
  /** That a body names. */
  const menuNamed = (id: unknown): string => {
    if (typeof id !== 'string' || !menus.has(id)) throw refuse(400, 'richmenu not found');
    return id;
  };
  /** Somebody is to see it. */
  const shown = ({ params }: Call): string => {
    const menu = menuOf(params['richMenuId']);
    if (!menu.picture) throw refuse(400, 'must upload richmenu image before applying it to user');
    return menu.shown.richMenuId;
  };
  const userOf = ({ params: { userId = '' } }: Call): string => {
    if (!isId('U', userId)) throw refuse(400, "The value for the 'userId' parameter is invalid");
    if (!world.findPerson(userId)) throw refuse(404, 'Not found');
    return userId;
  };
  const aliasOf = ({ params }: Call): string => {
    const alias = String(params['alias']);
    if (!aliases.has(alias)) throw refuse(404, 'richmenu alias not found');
    return alias;
  };

  const ofMenus: readonly Endpoint[] = [
    {
      method: 'POST',
      path: `${MENUS}/validate`,
      handle: ({ body }) => {
        refuseProblems(richMenuProblems(body));
        return DONE;
      },
    },
    {
      method: 'POST',
      path: MENUS,
      handle: ({ body }) => {
        refuseProblems(richMenuProblems(body));
        if (menus.size >= MOST) throw refuse(400, 'The number of rich menus has reached its limit');
        const richMenuId = `richmenu-${randomBytes(16).toString('hex')}`;
        menus.set(richMenuId, { shown: { richMenuId, ...body } });
        return { body: { richMenuId } };
      },
    },
    {
      method: 'GET',
      path: `${MENUS}/list`,
      handle: () => ({ body: { richmenus: [...menus.values()].map(({ shown: menu }) => menu) } }),
    },
    {
      method: 'GET',
      path: `${MENUS}/:richMenuId`,
      handle: ({ params }) => ({ body: menuOf(params['richMenuId']).shown }),
    },
    {
      method: 'DELETE',
      path: `${MENUS}/:richMenuId`,
      handle: ({ params }) => {
        const { richMenuId } = menuOf(params['richMenuId']).shown;
        menus.delete(richMenuId);
        if (all === richMenuId) all = undefined;
        for (const [user, menu] of ofUsers) if (menu === richMenuId) ofUsers.delete(user);
        return DONE;
      },
    },
    {
      method: 'POST',
      path: `${MENUS}/:richMenuId/content`,
      handle: ({ params, headers, bytes }) => {
        const menu = menuOf(params['richMenuId']);
        if (menu.picture) throw refuse(400, 'An image has already been uploaded to the richmenu');
        const type = String(headers['content-type']);
        if (!PICTURE_TYPES.includes(type)) throw refuse(415, 'Unsupported Media Type');
        if (!bytes || bytes.length > MOST_PICTURE_BYTES) throw refuse(413, 'Payload Too Large');
        const picture = pictureOf(bytes);
        if (picture?.type !== type) throw refuse(400, 'must upload a valid image');
        const problem = sizeProblem(picture);
        if (problem !== undefined) throw refuse(400, problem);
        menu.picture = { bytes, type };
        return DONE;
      },
    },
    {
      method: 'GET',
      path: `${MENUS}/:richMenuId/content`,
      handle: ({ params }) => {
        const { picture } = menuOf(params['richMenuId']);
        if (!picture) throw refuse(404, 'Not found');
        return { body: picture.bytes, type: picture.type };
      },
    },
  ];

  const whose: readonly Endpoint[] = [
    {
      method: 'POST',
      path: '/v2/bot/user/all/richmenu/:richMenuId',
      handle: (call) => {
        all = shown(call);
        return DONE;
      },
    },
    {
      method: 'GET',
      path: '/v2/bot/user/all/richmenu',
      handle: () => {
        if (all === undefined) throw refuse(404, 'no default richmenu');
        return { body: { richMenuId: all } };
      },
    },
    {
      method: 'DELETE',
      path: '/v2/bot/user/all/richmenu',
      handle: () => {
        all = undefined;
        return DONE;
      },
    },
    {
      method: 'POST',
      path: '/v2/bot/user/:userId/richmenu/:richMenuId',
      handle: (call) => {
        ofUsers.set(userOf(call), shown(call));
        return DONE;
      },
    },
    {
      method: 'GET',
      path: '/v2/bot/user/:userId/richmenu',
      handle: (call) => {
        const richMenuId = ofUsers.get(userOf(call));
        if (richMenuId === undefined) throw refuse(404, 'the user has no richmenu');
        return { body: { richMenuId } };
      },
    },
    {
      method: 'DELETE',
      path: '/v2/bot/user/:userId/richmenu',
      handle: (call) => {
        ofUsers.delete(userOf(call));
        return DONE;
      },
    },
  ];

  const ofAliases: readonly Endpoint[] = [
    {
      method: 'POST',
      path: `${MENUS}/alias`,
      handle: ({ body: { richMenuAliasId, richMenuId } }) => {
        const alias = typeof richMenuAliasId === 'string' ? richMenuAliasId : '';
        if (!ALIAS.test(alias)) refuseProblems([{ message: 'Invalid value', property: 'richMenuAliasId' }]);
        if (aliases.has(alias)) throw refuse(400, 'conflict richmenu alias id');
        const menu = menuNamed(richMenuId);
        if (aliases.size >= MOST) throw refuse(400, 'The number of rich menu aliases has reached its limit');
        aliases.set(alias, menu);
        return DONE;
      },
    },
    {
      method: 'GET',
      path: `${MENUS}/alias/list`,
      handle: () => ({
        body: { aliases: [...aliases].map(([richMenuAliasId, richMenuId]) => ({ richMenuAliasId, richMenuId })) },
      }),
    },
    {
      method: 'GET',
      path: `${MENUS}/alias/:alias`,
      handle: (call) => {
        const richMenuAliasId = aliasOf(call);
        return { body: { richMenuAliasId, richMenuId: aliases.get(richMenuAliasId) } };
      },
    },
    {
      method: 'POST',
      path: `${MENUS}/alias/:alias`,
      handle: (call) => {
        const alias = aliasOf(call);
        aliases.set(alias, menuNamed(call.body['richMenuId']));
        return DONE;
      },
    },
    {
      method: 'DELETE',
      path: `${MENUS}/alias/:alias`,
      handle: (call) => {
        aliases.delete(aliasOf(call));
        return DONE;
      },
    },
  ];
  return [...ofMenus, ...whose, ...ofAliases];
}
