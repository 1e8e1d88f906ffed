/** An answer that is no success, thrown by whoever finds out. */
export class Refused<Body = unknown> extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly body: Body,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'Refused';
  }
}
