import type { EventName } from '../chat/event.ts';

/** Every event, and whether a manifest may ask for it: those that the host answers itself, or that no plugin can bring about, it may not. */
const EVENTS = {
  join: true,
  leave: true,
  memberJoined: true,
  memberLeft: true,
  follow: true,
  unfollow: true,
  beacon: true,
  membership: true,
  media: true,
  accountLink: true,
  richMenuSwitched: true,
  message: false,
  messageEdited: false,
  unsend: false,
  postback: false,
  videoPlayComplete: false,
  module: false,
  activated: false,
  deactivated: false,
  botSuspended: false,
  botResumed: false,
  delivery: false,
  reaction: false,
  chatRenamed: false,
  chatIconChanged: false,
  chatUpdateFailed: false,
} as const satisfies Record<EventName, boolean>;

type Allowed<E> = { [N in keyof E]: E[N] extends true ? N : never }[keyof E];
/** An event that a manifest may list in `events`. */
export type PluginEvent = Allowed<typeof EVENTS>;

export const EVENT_NAMES = Object.keys(EVENTS) as readonly EventName[];
export const PLUGIN_EVENTS = EVENT_NAMES.filter((name): name is PluginEvent => EVENTS[name]);
