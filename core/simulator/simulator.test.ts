import { fastify } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { populate } from './demo.ts';
import { Simulator } from './simulator.ts';
import type { Change } from './view.ts';

async function open() {
  const simulator = await Simulator.start();
  onTestFinished(() => simulator.stop());
  return simulator;
}

describe('the simulator', () => {
  it('shows the chats and people of both platforms, each with what they are on', async () => {
    const simulator = await open();
    populate(simulator);
    const { chats, members, messages } = simulator.view();
    expect(chats.map(({ platform, service, kind }) => [platform, service, kind])).toEqual([
      ['line', undefined, 'group'],
      ['line', undefined, 'room'],
      ['line', undefined, 'user'],
      ['linq', 'iMessage', 'group'],
      ['linq', 'SMS', 'group'],
    ]);
    for (const chat of chats)
      for (const id of chat.memberIds) expect(members.find((member) => member.id === id)?.platform).toBe(chat.platform);
    expect(new Set(messages.map(({ chatId }) => chatId)).size).toBeGreaterThan(1);
  });

  it('does what a person does where it belongs', async () => {
    const simulator = await open();
    const { line, linq } = simulator;
    simulator.do({ do: 'createMember', name: 'Yuki', identified: true });
    simulator.do({ do: 'createMember', platform: 'linq', name: 'Emma', identified: true });
    const [yuki, emma] = simulator.view().members.map(({ id }) => id) as [string, string];
    expect([yuki[0], emma[0]]).toEqual(['U', '+']);
    simulator.do({ do: 'renameMember', memberId: emma, name: 'Em' });
    expect(linq.members().map(({ name }) => name)).toEqual(['Em']);
    simulator.do({ do: 'createChat', platform: 'linq', service: 'RCS', kind: 'user', name: '', memberIds: [emma] });
    simulator.do({ do: 'createChat', kind: 'group', name: 'Lunch', memberIds: [yuki] });
    const [group, direct] = simulator.view().chats.map(({ id }) => id) as [string, string];
    simulator.do({ do: 'say', chatId: direct, as: emma, text: 'hi' });
    simulator.do({ do: 'say', chatId: group, as: yuki, text: 'hello' });
    expect(linq.world.messages(direct)).toHaveLength(1);
    expect(line.world.messages(group).at(-1)?.content).toMatchObject({ text: 'hello' });
    expect(() => simulator.do({ do: 'sendSticker', chatId: direct, as: emma })).toThrow('`do` is one of');
    expect(() =>
      simulator.do({ do: 'react', chatId: group, as: yuki, messageId: 'x', reaction: 'like', on: true }),
    ).toThrow('`do` is one of');
    expect(() => simulator.do(null as never)).toThrow('A deed is a JSON object');
  });

  it('tells who there is as a whole, whichever platform has changed', async () => {
    const simulator = await open();
    const changes: Change[] = [];
    const end = simulator.follow((change) => changes.push(change));
    simulator.line.world.createMember('Yuki');
    simulator.linq.world.createMember('Emma');
    end();
    simulator.linq.world.createMember('Leo');
    expect(changes.map((change) => change.type === 'chats' && change.members.map(({ name }) => name))).toEqual([
      ['Yuki'],
      ['Yuki', 'Emma'],
    ]);
  });

  it('sends the webhooks of each platform to its own address of the host', async () => {
    const simulator = await open();
    const host = fastify();
    const heard: string[] = [];
    host.post('/webhook/*', ({ url }) => {
      heard.push(url);
      return {};
    });
    simulator.setHost(await host.listen({ host: '127.0.0.1', port: 0 }));
    onTestFinished(() => host.close());
    const { line, linq } = simulator;
    line.world.say(
      line.world.createGroup('Lunch', [line.world.createMember('Yuki')]),
      line.world.members()[0]!.id,
      'hi',
    );
    const emma = linq.world.createMember('Emma');
    linq.world.say(linq.world.createUserChat(emma), emma, 'hi');
    await Promise.all([line.settled(), linq.settled()]);
    expect(new Set(heard)).toEqual(new Set(['/webhook/line', '/webhook/linq?version=2026-02-03']));
    expect(
      simulator
        .view()
        .traffic.map(({ platform }) => platform)
        .sort(),
    ).toEqual(['line', 'linq']);
  });
});
