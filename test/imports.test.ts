import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { wrongImports } from '../scripts/imports.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

describe('imports run one way', () => {
  const house = mkdtempSync(join(tmpdir(), 'tenko-imports-'));
  afterAll(() => rmSync(house, { recursive: true }));

  function given(files: Record<string, string>): string[] {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(house, path, '..'), { recursive: true });
      writeFileSync(join(house, path), text);
    }
    mkdirSync(join(house, 'plugins'), { recursive: true });
    return wrongImports(house);
  }

  test('every import of the repository runs down', () => {
    expect(wrongImports(repository)).toEqual([]);
  });

  test('an import that runs up is found, a type import too', () => {
    const found = given({
      'core/chat/up.ts': "import type { Inbox } from '../host/inbox.ts';\n",
      'core/line/sideways.ts': "import {\n  parse,\n} from '../command/parser.ts';\n",
      'plugins/dice/index.ts': "import { readFileSync } from 'node:fs';\nimport x from '../poll/rules.ts';\n",
    });
    expect(found).toEqual([
      'core/chat/up.ts imports ../host/inbox.ts: core/chat may not import core/host',
      'core/line/sideways.ts imports ../command/parser.ts: core/line may not import core/command',
      'plugins/dice/index.ts imports node:fs: a plugin imports tenko, tsyringe and its own files',
      'plugins/dice/index.ts imports ../poll/rules.ts: a plugin imports tenko, tsyringe and its own files',
    ]);
  });
});
