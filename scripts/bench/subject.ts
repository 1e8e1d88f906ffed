/** What a bench drives: the store, the engine on it, or a bare loop beside them. */
export interface Subject {
  /** One event from its acceptance until it is done and durable. */
  one(chat: string, id: string): Promise<void>;
  close(): Promise<void>;
}

export const BODY = JSON.stringify({ text: 'x'.repeat(430) });
export const MESSAGE = JSON.stringify([{ type: 'text', text: 'x'.repeat(320) }]);
