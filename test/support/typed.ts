import { readLine } from '../../core/command/reader.ts';
import { parse, type ParseContext, type ParsedCommand, type ParseProblem } from '../../core/command/parser.ts';
import { CommandTable } from '../../core/command/table.ts';
import { readManifest } from '../../core/plugin/manifest.ts';

/** How the host understands a line that someone types, with one plugin loaded; `undefined` where the line is no command of it. */
export function typed(
  manifest: unknown,
  text: string,
  context: Partial<ParseContext> = {},
): ParsedCommand | ParseProblem | undefined {
  const { name, commands } = readManifest(manifest, 'plugin.json');
  const table = new CommandTable();
  table.add(name, { commands });
  const line = readLine(text);
  if (line === undefined) return undefined;
  const match = table.find(line.word);
  const found = match === undefined ? table.split(line) : { match, line };
  return found && parse(found.line, found.match, { members: [], now: 0, timeZone: 'Asia/Tokyo', ...context });
}
