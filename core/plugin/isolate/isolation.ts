import { Isolate, type IsolateSettings, type Life, type Tell } from './isolate.ts';
import { probeLayers, type Layers } from './layers.ts';
import type { Cargo } from './protocol.ts';

export interface IsolationOptions {
  /** The isolate's own file, `dist/guest.cjs`. */
  readonly guest: string;
  readonly handlerTimeout: number;
  readonly keptFor?: number;
  readonly tell: Tell;
  /** Told of the lives of the processes, plugin by plugin. */
  readonly onLife?: (plugin: string, what: Life) => void;
}

const KEPT_FOR = 5 * 60_000;

/** How foreign plugins are kept apart on this machine. What the operating system can add is found out when the first one is loaded. */
export class Isolation {
  readonly #options: IsolationOptions;
  #probe: Promise<Layers> | undefined;
  #layers: Layers | undefined;

  constructor(options: IsolationOptions) {
    this.#options = options;
  }

  /** The operating system's walls that stand; `undefined` as long as no foreign plugin was loaded. */
  get layers(): readonly string[] | undefined {
    return this.#layers?.names;
  }

  open(cargo: Cargo, warm: boolean): Promise<Isolate> {
    const { guest, handlerTimeout, keptFor = KEPT_FOR, tell, onLife } = this.#options;
    const { name } = cargo.manifest;
    const settings: IsolateSettings = {
      guest,
      handlerTimeout,
      keptFor,
      layers: (this.#probe ??= this.#find()),
      tell: (level, details, message) => tell(level, { plugin: name, ...details }, message),
      ...(onLife ? { onLife: (what) => onLife(name, what) } : {}),
    };
    return Isolate.open(cargo, settings, warm);
  }

  async #find(): Promise<Layers> {
    this.#layers = await probeLayers(this.#options.guest);
    this.#options.tell('info', { layers: this.#layers.names }, 'foreign plugins run in processes of their own');
    return this.#layers;
  }
}
