import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import schema from '../../plugin.schema.json' with { type: 'json' };
import { LANGUAGES, type OptionType } from '../command/definition.ts';
import { CommandTable } from '../command/table.ts';
import { PERMISSIONS } from './grants.ts';
import { readManifest } from './manifest.ts';
import { PLUGIN_EVENTS } from './plugin-event.ts';

/** Keys of the schema that are for editors and for our own sentences. */
const EDITOR_KEYWORDS = ['markdownDescription', 'defaultSnippets', 'enumDescriptions', 'patternErrorMessage'];

type Node = { readonly [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Calls `visit` with every schema inside `node`, and the path to it. */
function walk(node: Node, visit: (node: Node, path: string) => void, path = '#'): void {
  visit(node, path);
  for (const key of ['items', 'additionalProperties', 'propertyNames'])
    if (isNode(node[key])) walk(node[key], visit, `${path}/${key}`);
  for (const key of ['properties', 'definitions'])
    if (isNode(node[key]))
      for (const [name, inner] of Object.entries(node[key])) walk(inner as Node, visit, `${path}/${key}/${name}`);
}

const withOption = (option: unknown) => ({
  name: 'dice',
  version: '1.0.0',
  api: 1,
  description: { en: 'Dice' },
  commands: { roll: { description: { en: 'Roll' }, options: { sides: option } } },
});

describe('plugin.schema.json', () => {
  it('is a valid schema without a keyword that nobody knows', () => {
    const ajv = new Ajv({ strict: true, strictRequired: false, keywords: EDITOR_KEYWORDS });
    expect(() => ajv.compile(schema)).not.toThrow();
    expect(ajv.errors).toBeNull();
  });

  it('explains every key, every entry of a list and every value of a map', () => {
    const mute: string[] = [];
    walk(schema, (node, path) => {
      const wanted = /\/(properties\/[^/]+|items|additionalProperties)$/.test(path);
      if (wanted && !(typeof node['description'] === 'string' && node['description'].endsWith('.'))) mute.push(path);
    });
    expect(mute).toEqual([]);
  });

  it('takes no key that it does not name, anywhere', () => {
    const open: string[] = [];
    walk(schema, (node, path) => {
      if (node['type'] === 'object' && !('additionalProperties' in node)) open.push(path);
      if (node['type'] === 'object' && isNode(node['properties']) && node['additionalProperties'] !== false)
        open.push(path);
      if (isNode(node['additionalProperties']) && !isNode(node['propertyNames'])) open.push(path);
    });
    expect(open).toEqual([]);
  });

  it('says why for every pattern, in words', () => {
    const mute: string[] = [];
    walk(schema, (node, path) => {
      if ('pattern' in node && typeof node['patternErrorMessage'] !== 'string') mute.push(path);
    });
    expect(mute).toEqual([]);
  });

  it('explains each permission and each event', () => {
    for (const { items } of [schema.properties.permissions, schema.properties.events])
      expect(items.enumDescriptions).toHaveLength(items.enum.length);
  });

  it('knows the permissions, events and languages that the host knows', () => {
    expect(schema.properties.permissions.items.enum).toEqual(PERMISSIONS.filter((one) => one !== 'fetch'));
    expect(schema.properties.events.items.enum).toEqual(PLUGIN_EVENTS);
    for (const { properties } of [schema.definitions.sentence, schema.definitions.names])
      expect(Object.keys(properties)).toEqual(LANGUAGES);
  });

  it('knows the option types that the handler types are inferred from', () => {
    // Complete by its type: a type that definition.ts gains and this list lacks does not compile.
    const types = {
      string: true,
      text: true,
      integer: true,
      number: true,
      boolean: true,
      choice: true,
      member: true,
      duration: true,
      time: true,
    } satisfies Record<OptionType, true>;
    const required = schema.definitions.option.oneOf.map(({ required }) => required);
    expect(required).toEqual(Object.keys(types).map((type) => [type]));
    expect(Object.keys(schema.definitions.option.properties)).toEqual(expect.arrayContaining(Object.keys(types)));
  });

  it('offers no snippet that it would refuse', () => {
    for (const { body } of schema.definitions.options.additionalProperties.defaultSnippets) {
      const filled = JSON.stringify(body).replace(/\$\{\d+:([^}]*)\}|\$\d+/g, (_, word?: string) => word ?? 'Words');
      expect(() => readManifest(withOption(JSON.parse(filled)), 'snippet')).not.toThrow();
    }
  });
});

describe('the plugins that ship with Tenko', () => {
  const folder = new URL('../../plugins/', import.meta.url);
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  const read = (name: string) => {
    const text = readFileSync(new URL(`${name}/plugin.json`, folder), 'utf8');
    return readManifest(JSON.parse(text), `plugins/${name}/plugin.json`);
  };

  it.each(names)('%s has a valid manifest under its folder name', (name) => {
    expect(read(name).name).toBe(name);
  });

  it('want no command word twice, in any language', () => {
    const table = new CommandTable();
    for (const name of names) expect(table.add(name, read(name))).toEqual({ ok: true, dropped: [] });
  });
});
