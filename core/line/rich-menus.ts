import { isFailure } from '../errors.ts';
import { PATIENT_TIMEOUTS } from './account.ts';
import { LineApi } from './api.ts';
import { stringIn } from './read.ts';
import type { PixelSize } from './rules/rich-menu.ts';

/** A rich menu as LINE has it (LINE reference, "Rich menu response object"). */
export interface RichMenu {
  readonly richMenuId: string;
  readonly name: string;
  readonly size: PixelSize;
  /** Whether it is open when a chat is. */
  readonly selected: boolean;
  readonly chatBarText: string;
  readonly areas: readonly unknown[];
}

export interface RichMenuAlias {
  readonly richMenuAliasId: string;
  readonly richMenuId: string;
}

export interface RichMenusOptions {
  readonly channelAccessToken: string;
  /** LINE's own by default. */
  readonly apiBaseUrl?: string | undefined;
  readonly dataApiBaseUrl?: string | undefined;
}

const MENUS = '/v2/bot/richmenu';
const ALIASES = `${MENUS}/alias`;
const DEFAULT = '/v2/bot/user/all/richmenu';
const part = encodeURIComponent;

/** The menus of a bot under its 1:1 chats (LINE reference, "Rich menu"). Each call rejects with a platform code. */
export class RichMenus {
  readonly #api: LineApi;
  readonly #dataApi: LineApi;

  constructor({ channelAccessToken, apiBaseUrl, dataApiBaseUrl }: RichMenusOptions) {
    this.#api = new LineApi(channelAccessToken, apiBaseUrl ?? 'https://api.line.me', PATIENT_TIMEOUTS);
    this.#dataApi = new LineApi(channelAccessToken, dataApiBaseUrl ?? 'https://api-data.line.me', PATIENT_TIMEOUTS, {
      variable: 'LINE_DATA_API_BASE_URL',
    });
  }

  async list(): Promise<readonly RichMenu[]> {
    const { richmenus } = await this.#api.get('rich menus', `${MENUS}/list`);
    return Array.isArray(richmenus) ? (richmenus as readonly RichMenu[]) : [];
  }

  async aliases(): Promise<readonly RichMenuAlias[]> {
    const { aliases } = await this.#api.get('aliases of rich menus', `${ALIASES}/list`);
    return Array.isArray(aliases) ? (aliases as readonly RichMenuAlias[]) : [];
  }

  /** The id of the one that everybody has who is linked to no other. */
  async default(): Promise<string | undefined> {
    try {
      return stringIn('default rich menu', await this.#api.get('default rich menu', DEFAULT), 'richMenuId');
    } catch (error) {
      if (isFailure(error) && error.code === 'PLATFORM_NOT_FOUND') return undefined;
      throw error;
    }
  }

  /** Rejects with LINE's reasons where it would not take the menu. */
  async validate(menu: object): Promise<void> {
    await this.#api.post('rich menu', `${MENUS}/validate`, menu);
  }

  /** Without a picture it can be shown to nobody. */
  async create(menu: object): Promise<string> {
    const call = 'rich menu';
    const { body } = await this.#api.post(call, MENUS, menu);
    return stringIn(call, JSON.parse(body) as Record<string, unknown>, 'richMenuId');
  }

  async upload(menuId: string, picture: Uint8Array, type: string): Promise<void> {
    await this.#dataApi.postBytes('picture of the rich menu', `${MENUS}/${part(menuId)}/content`, picture, type);
  }

  async delete(menuId: string): Promise<void> {
    await this.#api.delete('rich menu', `${MENUS}/${part(menuId)}`);
  }

  async makeDefault(menuId: string): Promise<void> {
    await this.#api.post('default rich menu', `${DEFAULT}/${part(menuId)}`, undefined);
  }

  async clearDefault(): Promise<void> {
    await this.#api.delete('default rich menu', DEFAULT);
  }

  async link(menuId: string, userId: string): Promise<void> {
    await this.#api.post('rich menu', `/v2/bot/user/${part(userId)}/richmenu/${part(menuId)}`, undefined);
  }

  async unlink(userId: string): Promise<void> {
    await this.#api.delete('rich menu', `/v2/bot/user/${part(userId)}/richmenu`);
  }

  /** The alias leads to this menu from now on, whether it was there before or not. */
  async setAlias(richMenuAliasId: string, richMenuId: string): Promise<void> {
    const isThere = (await this.aliases()).some((alias) => alias.richMenuAliasId === richMenuAliasId);
    if (isThere) await this.#api.post('alias', `${ALIASES}/${part(richMenuAliasId)}`, { richMenuId });
    else await this.#api.post('alias', ALIASES, { richMenuAliasId, richMenuId });
  }

  async close(): Promise<void> {
    await Promise.all([this.#api.close(), this.#dataApi.close()]);
  }
}
