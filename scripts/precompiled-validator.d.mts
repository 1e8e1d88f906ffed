import type { Plugin } from 'esbuild';

export declare function precompiledValidator(root: string): Plugin;
