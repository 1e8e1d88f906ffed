/**
 * LINE's own OpenAPI files as validators. They are not part of this repository: where they lie beside it
 * (`../shared/line-openapi`), webhooks and calls are held against them; elsewhere `available` is false and a test skips aloud.
 *
 * The files describe variants by `discriminator`, which JSON Schema does not know: as they stand they let nearly every mistake
 * pass. So each discriminator becomes a chain of if/then, and each object that is not a base of others is closed, which also
 * catches a mistyped property name.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const FOLDER = new URL('../../../shared/line-openapi/', import.meta.url);
const COMPONENTS = '#/components/schemas/';

type Schema = Record<string, unknown>;
interface Body {
  readonly required?: boolean;
  readonly content?: Record<string, { readonly schema?: Schema }>;
}
interface Operation {
  readonly requestBody?: Body;
  readonly responses?: Record<string, Body>;
}
interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

/** Each list holds one line for each mistake; an empty one means valid. */
export interface OpenApi {
  readonly available: boolean;
  /** Why the files cannot be used. */
  readonly reason?: string;
  /** A whole webhook body, `{ destination, events }`. */
  webhook: (body: unknown) => string[];
  /** The body of a call; `undefined` for a call without one. `path` is the path as called, without query. */
  request: (method: string, path: string, body: unknown) => string[];
  response: (method: string, path: string, status: number, body: unknown) => string[];
}

let loaded: OpenApi | undefined;

export function openapi(): OpenApi {
  loaded ??= load();
  return loaded;
}

function load(): OpenApi {
  const files = ['webhook.yml', 'messaging-api.yml'].map((name) => new URL(name, FOLDER));
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) {
    const reason = `LINE's OpenAPI files are not beside this repository (${missing.pathname})`;
    return { available: false, reason, webhook: () => [], request: () => [], response: () => [] };
  }
  const [webhook, api] = files as [URL, URL];
  const read = (file: URL): Description => parse(readFileSync(file, 'utf8')) as Description;
  // Each is read when it is first asked: most tests only send.
  let webhooks: Validators | undefined;
  let calls: Validators | undefined;
  const ofWebhooks = (): Validators => (webhooks ??= new Validators(withEdits(read(webhook))));
  const ofCalls = (): Validators => (calls ??= new Validators(read(api)));
  return {
    available: true,
    webhook: (body) => ofWebhooks().check({ $ref: `${COMPONENTS}CallbackRequest` }, body),
    request: (method, path, body) => ofCalls().request(method, path, body),
    response: (method, path, status, body) => ofCalls().response(method, path, status, body),
  };
}

/** The files are of July 2026; LINE's reference has edits of messages since August ("Edit event"). */
function withEdits(webhook: Description): Description {
  const events = webhook.components.schemas['Event'] as { discriminator: Discriminator };
  events.discriminator.mapping['messageEdited'] ??= `${COMPONENTS}MessageEvent`;
  return webhook;
}

class Validators {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  readonly #compiled = new Map<string, ValidateFunction>();
  readonly #paths: readonly { readonly pattern: RegExp; readonly operations: Record<string, Operation> }[];

  constructor(description: Description) {
    this.#ajv.addSchema({ $id: 'line', components: { schemas: spellOut(description.components.schemas) } });
    // Literal paths come before those with a placeholder, as LINE's own router must have it.
    this.#paths = Object.entries(description.paths)
      .toSorted(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')))
      .map(([path, operations]) => ({
        pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
        operations,
      }));
  }

  check(schema: Schema, value: unknown): string[] {
    const key = JSON.stringify(schema);
    let validate = this.#compiled.get(key);
    if (validate === undefined) {
      validate = this.#ajv.compile(closedReferences(schema, 'line') as Schema);
      this.#compiled.set(key, validate);
    }
    return validate(value) ? [] : lines(validate.errors ?? []);
  }

  request(method: string, path: string, body: unknown): string[] {
    const operation = this.#operation(method, path);
    if (operation === undefined) return [`${method} ${path}: LINE has no such endpoint`];
    const expected = operation.requestBody;
    const schema = expected?.content?.['application/json']?.schema;
    if (schema === undefined) return [];
    if (body === undefined) return expected?.required === true ? [`${method} ${path}: a body is required`] : [];
    return this.check(schema, body);
  }

  response(method: string, path: string, status: number, body: unknown): string[] {
    const operation = this.#operation(method, path);
    if (operation === undefined) return [`${method} ${path}: LINE has no such endpoint`];
    const described = operation.responses?.[String(status)];
    if (described !== undefined) {
      const schema = described.content?.['application/json']?.schema;
      return schema === undefined ? [] : this.check(schema, body);
    }
    // Not every error is listed for every endpoint; all of them have the same form ("Error responses").
    if (status >= 400) return this.check({ $ref: `${COMPONENTS}ErrorResponse` }, body);
    return [`${method} ${path}: LINE does not answer ${status} here`];
  }

  #operation(method: string, path: string): Operation | undefined {
    return this.#paths.find(({ pattern }) => pattern.test(path))?.operations[method.toLowerCase()];
  }
}

/** Every schema twice: `X` open, for those that build on it by `allOf`; `X!` closed and with its variants, for all other uses. */
function spellOut(schemas: Record<string, Schema>): Record<string, unknown> {
  const values = variantNames(schemas);
  const out: Record<string, unknown> = {};
  for (const [name, { discriminator, ...schema }] of Object.entries(schemas)) {
    out[name] = closedReferences(schema, '');
    const closed: Schema[] = [{ $ref: COMPONENTS + name }];
    const own = values.get(name);
    if (own !== undefined) closed.push({ properties: { [own.property]: { enum: own.values } } });
    if (discriminator !== undefined) closed.push(...variants(discriminator as Discriminator));
    // An enum or a string has no properties to close.
    out[`${name}!`] = isObject(schema) ? { allOf: closed, unevaluatedProperties: false } : { allOf: closed };
  }
  return out;
}

interface Discriminator {
  readonly propertyName: string;
  readonly mapping: Record<string, string>;
}

function variants({ propertyName, mapping }: Discriminator): Schema[] {
  const known = { properties: { [propertyName]: { enum: Object.keys(mapping) } } };
  const branches = Object.entries(mapping).map(([value, $ref]) => ({
    if: { type: 'object', required: [propertyName], properties: { [propertyName]: { const: value } } },
    // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's keyword, in an object that nobody awaits
    then: { $ref },
  }));
  return [known, ...branches];
}

/** For a schema that is a variant: under which values of which property, so that a direct reference to it is held to them too. */
function variantNames(schemas: Record<string, Schema>): Map<string, { property: string; values: string[] }> {
  const found = new Map<string, { property: string; values: string[] }>();
  for (const { discriminator } of Object.values(schemas)) {
    const { propertyName, mapping } = (discriminator ?? { propertyName: '', mapping: {} }) as Discriminator;
    for (const [value, $ref] of Object.entries(mapping)) {
      const name = $ref.slice(COMPONENTS.length);
      const entry = found.get(name) ?? { property: propertyName, values: [] };
      entry.values.push(value);
      found.set(name, entry);
    }
  }
  return found;
}

const isObject = (schema: Schema): boolean =>
  (schema['properties'] !== undefined || schema['allOf'] !== undefined) && schema['additionalProperties'] === undefined;

/** Copies a schema so that references point at the closed forms, but for those of `allOf`, by which one schema builds on another. */
function closedReferences(node: unknown, base: string, inherited = false): unknown {
  if (Array.isArray(node)) return node.map((item) => closedReferences(item, base, inherited));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => {
    if (key === '$ref' && typeof value === 'string') return [key, base + value + (inherited ? '' : '!')];
    return [key, closedReferences(value, base, key === 'allOf')];
  });
  return Object.fromEntries(entries);
}

function lines(errors: readonly ErrorObject[]): string[] {
  return errors
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, message, params }) => {
      const detail = params['unevaluatedProperty'] ?? params['allowedValues'];
      return `${instancePath || '/'} ${message ?? ''}${detail === undefined ? '' : `: ${JSON.stringify(detail)}`}`;
    });
}
