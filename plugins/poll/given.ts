import type { Options } from 'tenko';
import type manifest from './plugin.json';

/** What a handler is given, as the manifest says. */
export type Given<Path extends string> = Options<typeof manifest, Path>;
