import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { LineNative, OutgoingMessage } from '../chat/message.ts';
import { CommandTable } from '../command/table.ts';
import type { Registry } from '../plugin/registry.ts';
import { Signer } from './signer.ts';
import { Tags } from './tags.ts';

const description = { en: 'A command' };
const commands = new CommandTable();
commands.add('dice', { commands: { dice: { description } } });
commands.add('kick-bot', { commands: { kickbot: { description, names: { ja: '退出' } } } });
const signer = new Signer(new Tags([{ id: 'a', at: 0, key: randomBytes(32) }]), { commands } as Registry);

const flex = (action: object): OutgoingMessage => {
  const body = { type: 'box', layout: 'vertical', contents: [{ type: 'button', action }] };
  const line: LineNative = { type: 'flex', altText: 'Dice', contents: { type: 'bubble', body } };
  return { type: 'native', line, text: 'Dice' };
};
const said = (text: string) => flex({ type: 'message', label: 'Roll', text });
const card = (command: string): OutgoingMessage => ({
  type: 'card',
  title: 'Dice',
  bars: [{ label: 'a', share: 1, value: '1', button: { label: 'Roll', command } }],
});

it.each<[string, OutgoingMessage, string | undefined]>([
  ['a button of its own', card('/dice 6'), undefined],
  ['the button of a bar', card('/kickbot now'), '/kickbot now'],
  ['a command of nobody', card('/nothing'), '/nothing'],
  ['a postback', flex({ type: 'postback', label: 'Roll', data: '/kickbot' }), '/kickbot'],
  ['words', said('thank you'), undefined],
  ['words that run a command', said('／kickbot'), '／kickbot'],
  ['words that run a command without a space', said('/退出して'), '/退出して'],
  ['a line of nobody', said('/shrug'), undefined],
  ['a picture', { type: 'image', url: 'https://example.com/a.png' }, undefined],
])('%s: what a tap runs or says, and what of it is another plugin’s', (_, message, others) => {
  expect(signer.othersLine('dice', [message])).toBe(others);
});
