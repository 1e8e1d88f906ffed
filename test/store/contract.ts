import { describe } from 'vitest';
import { budgetContract } from './contract/budget.ts';
import { chatContract } from './contract/chats.ts';
import { downloadContract } from './contract/downloads.ts';
import { crashContract } from './contract/crash.ts';
import { failureContract } from './contract/failures.ts';
import { inboxContract } from './contract/inbox.ts';
import { messageContract } from './contract/messages.ts';
import { numberedContract } from './contract/numbered.ts';
import { outboxContract } from './contract/outbox.ts';
import { rosterContract } from './contract/roster.ts';
import { sharingContract } from './contract/sharing.ts';
import { stateContract } from './contract/state.ts';
import { sweepContract } from './contract/sweep.ts';
import { timerContract } from './contract/timers.ts';
import type { NewPlace } from './place.ts';

/** What every store promises, whatever is behind it. `shared`: and what it promises to several hosts. */
export function storeContract(name: string, newPlace: NewPlace, { shared = false } = {}): void {
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
    describe('the messages of a month', () => {
      budgetContract(newPlace);
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
    describe('cards with numbers', () => {
      numberedContract(newPlace);
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
    if (!shared) return;
    describe('several hosts', () => {
      sharingContract(newPlace);
    });
  });
}
