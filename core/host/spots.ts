import type { OutgoingMessage } from '../chat/message.ts';
import type { StorageView } from './storage-view.ts';

/** A location that is sent within this time is the answer. */
const WITHIN = 600_000;

/** Somebody was asked where they are, by a button of a plugin's; among the reserved keys of its mailbox. */
interface SpotAsking {
  /** So that it goes when the member is forgotten. */
  readonly memberId: string;
  /** What is to be run with the answer behind it. */
  readonly line: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

const key = (memberId: string): string => `spot/${memberId}`;

/** The line of the button that asks for a location, if one of these has such a button. */
export function spotLine(messages: readonly OutgoingMessage[]): string | undefined {
  for (const message of messages) {
    const found = message.type === 'text' && message.buttons?.find(({ pick }) => pick === 'location');
    if (found) return found.command;
  }
  return undefined;
}

export const askSpot = (view: StorageView, memberId: string, line: string, now: number): void =>
  view.keep(key(memberId), { memberId, line, until: now + WITHIN } satisfies SpotAsking);

/** It was answered. */
export const spotIsTold = (view: StorageView, memberId: string): void => view.keep(key(memberId), undefined);

/** What the plugin asked this member to answer with a location, if it did so lately. */
export async function askedSpot(view: StorageView, memberId: string, now: number): Promise<string | undefined> {
  const asking = await view.kept<SpotAsking>(key(memberId));
  return asking !== undefined && now <= asking.until ? asking.line : undefined;
}

/** As it stands behind the line: degrees to a metre or so. */
export const spotWord = (latitude: number, longitude: number): string =>
  `${latitude.toFixed(5)},${longitude.toFixed(5)}`;
