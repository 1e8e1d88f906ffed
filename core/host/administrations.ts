import { inject, injectable } from 'tsyringe';
import type { Administration } from '../plugin/administration.ts';
import { Registry } from '../plugin/registry.ts';
import { InvocationAdministration } from './administration.ts';
import type { Invocation } from './invocation.ts';
import type { Store } from './store.ts';
import { SETTINGS, STORE, type HostSettings } from './tokens.ts';
import type { Transaction } from './transaction.ts';
import { UsageReport } from './usage-report.ts';

/** How long receipts are kept. */
export const RECEIPTS_FOR = 7 * 86_400_000;

/** Makes the `Administration` of an invocation. */
@injectable()
export class Administrations {
  constructor(
    @inject(Registry) private readonly registry: Registry,
    @inject(STORE) private readonly store: Store,
    @inject(SETTINGS) private readonly settings: HostSettings,
    @inject(UsageReport) private readonly usage: UsageReport,
  ) {}

  make(invocation: Invocation, transaction: Transaction, checkAlive: () => void): Administration {
    const { chat } = invocation;
    const services = {
      registry: this.registry,
      receipts: () => this.store.receipts(chat.key, this.settings.now() - RECEIPTS_FOR),
      usage: () => this.usage.of(chat),
    };
    return new InvocationAdministration(invocation, transaction, services, checkAlive);
  }
}
