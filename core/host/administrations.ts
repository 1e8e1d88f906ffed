import { inject, injectable } from 'tsyringe';
import type { Administration } from '../plugin/administration.ts';
import { Registry } from '../plugin/registry.ts';
import { InvocationAdministration } from './administration.ts';
import type { Invocation } from './invocation.ts';
import { Receipts } from './receipts.ts';
import type { Transaction } from './transaction.ts';
import { UsageReport } from './usage-report.ts';

/** Makes the `Administration` of an invocation. */
@injectable()
export class Administrations {
  constructor(
    @inject(Registry) private readonly registry: Registry,
    @inject(Receipts) private readonly receipts: Receipts,
    @inject(UsageReport) private readonly usage: UsageReport,
  ) {}

  make(invocation: Invocation, transaction: Transaction, checkAlive: () => void): Administration {
    const { chat } = invocation;
    const services = {
      registry: this.registry,
      receipts: () => this.receipts.of(chat),
      usage: () => this.usage.of(chat),
    };
    return new InvocationAdministration(invocation, transaction, services, checkAlive);
  }
}
