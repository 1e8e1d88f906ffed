/** The public door: all that a plugin may import. */

// tokens: ask for them in the constructor with `@inject(Storage)`
export { Caller, Chat, Clock, CommandList, Log, Members, Storage, Texts } from './plugin/tokens.ts';
export type { CommandEntry, Json, ReplyOptions } from './plugin/tokens.ts';

// types that follow from the manifest
export type { Commands, Options, MemberValue } from './command/definition.ts';

// what a handler returns and throws
export type { Message, Reply, TextMessage } from './chat/message.ts';
export type { Bar, Button, Card, Field } from './chat/card.ts';
export { Refusal } from './errors.ts';

// what a handler is given
export type { ChatKind, PlatformName } from './chat/chat.ts';
export type { Member, MemberProfile, RosterView } from './chat/member.ts';
export type { EventName, EventOf } from './chat/event.ts';
export type { Capability } from './chat/platform.ts';
