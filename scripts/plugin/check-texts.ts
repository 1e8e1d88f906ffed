import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { LANGUAGES, type Language, type Localised } from '../../core/command/definition.ts';
import type { Manifest } from '../../core/plugin/manifest.ts';
import type { Finding } from './finding.ts';

type Texts = Readonly<Record<string, string>>;
type Elements = ReturnType<IntlMessageFormat['getAst']>;

async function textsOf(folder: string, language: Language): Promise<Texts | undefined> {
  try {
    const json: unknown = JSON.parse(await readFile(join(folder, 'locales', `${language}.json`), 'utf8'));
    return typeof json === 'object' && json !== null ? (json as Texts) : {};
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

// A literal (0) has its text as its value; the number sign of a plural (7) has none.
const isPlaceholder = (type: number): boolean => type !== 0 && type !== 7;

/** Names of a text's placeholders, those inside its plurals too. Throws for one that is no ICU message. */
export function placeholders(text: string, language: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (elements: Elements): void => {
    for (const element of elements) {
      if ('value' in element && isPlaceholder(element.type)) names.add(element.value);
      if ('options' in element) for (const { value } of Object.values(element.options)) visit(value);
    }
  };
  visit(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst());
  return names;
}

async function* codeOf(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      if (!['node_modules', '.git', 'locales'].includes(entry.name)) yield* codeOf(join(folder, entry.name));
    } else if (/\.m?[jt]s$/.test(entry.name) && !/\.test\./.test(entry.name))
      yield await readFile(join(folder, entry.name), 'utf8');
  }
}

/** Descriptions in the manifest that some language lacks. */
function undescribed(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (key !== 'description') return undescribed(inner, at);
    const missing = LANGUAGES.filter((language) => (inner as Localised)[language] === undefined);
    return missing.length > 0 ? [`${at} has no ${missing.join(', ')}`] : [];
  });
}

function compare(language: Language, texts: Texts, english: Texts): Finding[] {
  const findings: Finding[] = [];
  for (const key of Object.keys(english))
    if (!Object.hasOwn(texts, key)) findings.push({ wrong: true, text: `locales/${language}.json lacks "${key}"` });
  for (const [key, text] of Object.entries(texts)) {
    const where = `locales/${language}.json: "${key}"`;
    try {
      const wanted = placeholders(english[key] ?? '', 'en');
      const unknown = [...placeholders(text, language)].filter((name) => !wanted.has(name));
      if (english[key] === undefined) findings.push({ wrong: true, text: `${where} is not in locales/en.json` });
      else if (unknown.length > 0)
        findings.push({
          wrong: true,
          text: `${where} asks for {${unknown.join('}, {')}}, which the English one does not`,
        });
    } catch (error) {
      findings.push({ wrong: true, text: `${where} is not an ICU message: ${(error as Error).message}` });
    }
  }
  return findings;
}

/** Every text in every language, none that the others do not know, none that nothing uses. */
export async function checkTexts(folder: string, manifest: Manifest): Promise<readonly Finding[]> {
  const findings: Finding[] = undescribed(manifest, '').map((text) => ({ wrong: false, text: `plugin.json: ${text}` }));
  const english = await textsOf(folder, 'en');
  if (!english) return findings;
  for (const language of LANGUAGES) {
    const texts = await textsOf(folder, language);
    if (texts) findings.push(...compare(language, texts, english));
    else findings.push({ wrong: false, text: `there is no locales/${language}.json: its chats read English` });
  }
  let code = '';
  for await (const text of codeOf(folder)) code += text;
  for (const key of Object.keys(english))
    if (!code.includes(key)) findings.push({ wrong: false, text: `nothing seems to use the text "${key}"` });
  return findings;
}
