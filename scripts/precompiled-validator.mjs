import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';

/**
 * For esbuild: puts the compiled check of `plugin.schema.json` in place of `core/plugin/manifest-validator.ts`, which compiles it when
 * the host starts: some 20 ms of every start. A test holds the two against each other.
 */
export const precompiledValidator = (root) => ({
  name: 'precompiled-validator',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]core[\\/]plugin[\\/]manifest-validator\.ts$/ }, async () => {
      const schema = JSON.parse(await readFile(join(root, 'plugin.schema.json'), 'utf8'));
      const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, code: { source: true, esm: true } });
      const code = standalone.default(ajv, ajv.compile(schema));
      const contents = code.replace('export default ', 'export const manifestValidator = () => ');
      return { contents, loader: 'js', resolveDir: join(root, 'core', 'plugin') };
    });
  },
});
