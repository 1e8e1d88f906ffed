import type { DatabaseSync } from 'node:sqlite';
import { BudgetTable } from './budget-table.ts';
import { ChatTable } from './chat-table.ts';
import { DownloadTable } from './download-table.ts';
import { FailureTable } from './failure-table.ts';
import { InboxTable } from './inbox-table.ts';
import { LineTable } from './line-table.ts';
import { MemberTable } from './member-table.ts';
import { MessageTable } from './message-table.ts';
import { NumberedTable } from './numbered-table.ts';
import { OutboxTable } from './outbox-table.ts';
import { ReceiptTable } from './receipt-table.ts';
import { SecretTable } from './secret-table.ts';
import { SentTable } from './sent-table.ts';
import { StateTable } from './state-table.ts';
import { TagKeyTable } from './tag-key-table.ts';
import { TimerTable } from './timer-table.ts';

/** Every table of the file, with its statements. */
export class Tables {
  readonly chats: ChatTable;
  readonly inbox: InboxTable;
  readonly state: StateTable;
  readonly outbox: OutboxTable;
  readonly timers: TimerTable;
  readonly failures: FailureTable;
  readonly members: MemberTable;
  readonly lines: LineTable;
  readonly downloads: DownloadTable;
  readonly messages: MessageTable;
  readonly numbered: NumberedTable;
  readonly tagKeys: TagKeyTable;
  readonly secrets: SecretTable;
  readonly receipts: ReceiptTable;
  readonly sent: SentTable;
  readonly budget: BudgetTable;

  constructor(db: DatabaseSync) {
    this.chats = new ChatTable(db);
    this.inbox = new InboxTable(db);
    this.state = new StateTable(db);
    this.outbox = new OutboxTable(db);
    this.timers = new TimerTable(db);
    this.failures = new FailureTable(db);
    this.members = new MemberTable(db);
    this.lines = new LineTable(db);
    this.downloads = new DownloadTable(db);
    this.messages = new MessageTable(db);
    this.numbered = new NumberedTable(db);
    this.tagKeys = new TagKeyTable(db);
    this.secrets = new SecretTable(db);
    this.receipts = new ReceiptTable(db);
    this.sent = new SentTable(db);
    this.budget = new BudgetTable(db);
  }
}
