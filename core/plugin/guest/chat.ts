import type { Bridge } from '../bridge.ts';
import { Caller, Chat, type NoticeOptions, type ReplyOptions } from '../tokens.ts';
import type { Capability } from '../../chat/platform.ts';
import type { Message } from '../../chat/message.ts';

export class GuestChat extends Chat {
  readonly #bridge: Bridge;
  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
  }
  get kind() {
    return this.#bridge.snapshot.chat.kind;
  }
  get platform() {
    return this.#bridge.snapshot.chat.platform;
  }
  can(capability: Capability) {
    return this.#bridge.snapshot.chat.can.includes(capability);
  }
  name() {
    return this.#bridge.calls['chat.name']();
  }
  reply(message: Message, options?: ReplyOptions) {
    this.#bridge.calls['chat.reply'](message, options?.key);
  }
  notice(message: Message, options: NoticeOptions) {
    this.#bridge.calls['chat.notice'](message, options);
  }
  pushCost() {
    return this.#bridge.calls['chat.pushCost']();
  }
  leave() {
    this.#bridge.calls['chat.leave']();
  }
  rename(name: string) {
    this.#bridge.calls['chat.rename'](name);
  }
  setIcon(url: string) {
    this.#bridge.calls['chat.setIcon'](url);
  }
  addMember(address: string) {
    this.#bridge.calls['chat.addMember'](address);
  }
  removeMember(memberId: string) {
    this.#bridge.calls['chat.removeMember'](memberId);
  }
  createGroup(addresses: readonly string[], text: string) {
    this.#bridge.calls['chat.createGroup'](addresses, text);
  }
  linkToken() {
    return this.#bridge.calls['chat.linkToken']();
  }
  showLoading(seconds?: number) {
    return this.#bridge.calls['chat.showLoading'](seconds);
  }
  markRead() {
    this.#bridge.calls['chat.markRead']();
  }
}

export class GuestCaller extends Caller {
  readonly #bridge: Bridge;
  constructor(bridge: Bridge) {
    super();
    this.#bridge = bridge;
  }
  get id() {
    return this.#bridge.snapshot.caller.id;
  }
  get by() {
    return this.#bridge.snapshot.caller.by;
  }
  get isModerator() {
    return this.#bridge.snapshot.caller.isModerator;
  }
  get invocation() {
    return this.#bridge.snapshot.caller.invocation;
  }
  displayName() {
    return this.#bridge.calls['caller.displayName']();
  }
}
