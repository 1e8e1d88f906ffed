import { readConfig } from '../../core/config.ts';
import { isFailure } from '../../core/errors.ts';
import { LINQ_WEBHOOK_PATH } from '../doctor/linq.ts';
import { WEBHOOK_PATH } from '../doctor/webhook.ts';
import { Refused, type Tool } from './tool.ts';

/** As somebody types an address: with or without https, with or without the path of a webhook. */
function addressIn(text: string): string {
  const whole = /^\w+:\/\//.test(text) ? text : `https://${text}`;
  return whole
    .replace(/\/+$/, '')
    .replace(new RegExp(`(${WEBHOOK_PATH}|${LINQ_WEBHOOK_PATH})$`), '')
    .replace(/\/+$/, '');
}

/** What the host would say to these values on top of what is set. */
function complaintAbout({ environment, folder }: Tool, values: Readonly<Record<string, string>>): string | undefined {
  try {
    readConfig({ ...environment, ...values }, folder);
    return undefined;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error.message;
  }
}

type Values = Readonly<Record<string, string>>;

export function checkValues(tool: Tool, values: Values): void {
  const complaint = complaintAbout(tool, values);
  if (complaint !== undefined) throw new Refused(complaint);
}

/** Asks until the host would take it; an empty answer leaves it as it is. */
export async function askValue(
  tool: Tool,
  name: 'PUBLIC_URL' | 'OWNER_IDS',
  words: string,
  others: Values,
  read: (text: string) => string,
): Promise<string | undefined> {
  const before = tool.now(name);
  for (;;) {
    const text = await tool.asking!.question(`${words} (Enter: ${before ?? 'not now'})`);
    if (text === '') return before;
    const value = read(text);
    const complaint = complaintAbout(tool, { ...others, [name]: value });
    if (complaint === undefined) return value;
    tool.say(`✗ ${complaint}`);
  }
}

/** Where this host is reached from outside: as it was given, else as somebody says who can be asked, else as it is. */
export async function askAddress(
  tool: Tool,
  address: string | undefined,
  words: string,
  others: Values,
): Promise<string | undefined> {
  if (address !== undefined) return addressIn(address);
  return tool.asking ? askValue(tool, 'PUBLIC_URL', words, others, addressIn) : tool.now('PUBLIC_URL');
}
