import type { ChatRef } from '../chat/chat.ts';
import type { Language } from '../command/definition.ts';
import type { LoadedPlugin } from '../plugin/loader.ts';
import type { Caller } from '../plugin/tokens.ts';
import type { Standing } from './authority.ts';
import type { ChatPolicy } from './policy.ts';

/** One run of one plugin's method in one chat. */
export interface Invocation {
  /** Id of the event that caused it: on every log line, and what a member can tell the operator. */
  readonly id: string;
  /** When its event was accepted. */
  readonly at: number;
  readonly plugin: LoadedPlugin;
  readonly method: string;
  /** The options of a command, or the event. */
  readonly argument: unknown;
  /** For the log: `/poll vote`, or `memberJoined`. */
  readonly what: string;
  readonly chat: ChatRef;
  readonly callerId: string | undefined;
  /** It answers where the member is: the plugin was told, and is not told again. */
  readonly spot?: true;
  /** Marks the message as read that this is from. */
  readonly readToken?: string;
  /** The message that the command quotes. */
  readonly quotes?: string;
  /** The message with content that the event is about. */
  readonly media?: string;
  readonly by: Caller['by'];
  /** What the caller may do here, as it was when the invocation started. */
  readonly standing: Standing;
  /** As it was read when the invocation started; it governs all of it. */
  readonly policy: ChatPolicy;
  readonly language: Language;
}
