import { describe } from 'vitest';
import { chatContract } from './contract/chats.ts';
import { downloadContract } from './contract/downloads.ts';
import { crashContract } from './contract/crash.ts';
import { failureContract } from './contract/failures.ts';
import { inboxContract } from './contract/inbox.ts';
import { messageContract } from './contract/messages.ts';
import { outboxContract } from './contract/outbox.ts';
import { rosterContract } from './contract/roster.ts';
import { stateContract } from './contract/state.ts';
import { sweepContract } from './contract/sweep.ts';
import { timerContract } from './contract/timers.ts';
import type { NewPlace } from './place.ts';

/** What every store promises, whatever is behind it. */
export function storeContract(name: string, newPlace: NewPlace): void {
  describe(`the contract of ${name}`, () => {
    describe('the inbox', () => {
      inboxContract(newPlace);
    });
    describe('the state of a mailbox', () => {
      stateContract(newPlace);
    });
    describe('the outbox', () => {
      outboxContract(newPlace);
    });
    describe('timers', () => {
      timerContract(newPlace);
    });
    describe('failures', () => {
      failureContract(newPlace);
    });
    describe('files', () => {
      downloadContract(newPlace);
    });
    describe('the roster', () => {
      rosterContract(newPlace);
    });
    describe('messages by their ids', () => {
      messageContract(newPlace);
    });
    describe('chats', () => {
      chatContract(newPlace);
    });
    describe('the sweep', () => {
      sweepContract(newPlace);
    });
    describe('a crash', () => {
      crashContract(newPlace);
    });
  });
}
