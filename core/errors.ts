/**
 * Every code that Tenko gives out, in one table. The README lists the same codes; a test holds the two against each other.
 *
 * A *refusal* is the member's: what was asked cannot be done, and the words say what would be right. Nothing is wrong with the host.
 * A *failure* is ours, the platform's, the plugin's or the operator's: it is logged and kept, and the member reads one honest line.
 */
export const CODES = {
  // refusals: the member can mend them
  UNKNOWN_COMMAND: { kind: 'refusal', about: 'No command has this name.' },
  UNKNOWN_SUBCOMMAND: { kind: 'refusal', about: 'A lone word is a slip of a subcommand, or asks for help.' },
  UNKNOWN_OPTION: { kind: 'refusal', about: 'The command has no option of this name.' },
  MISSING_OPTION: { kind: 'refusal', about: 'A required option was not given.' },
  WRONG_OPTION: { kind: 'refusal', about: 'An option was given with a value that it cannot take.' },
  TOO_MANY_OPTIONS: { kind: 'refusal', about: 'More was typed than the command takes.' },
  OPEN_QUOTE: { kind: 'refusal', about: 'A quotation mark was opened and not closed.' },
  NOT_HERE: { kind: 'refusal', about: 'The command makes no sense in this kind of chat.' },
  NOT_ALLOWED: { kind: 'refusal', about: 'This member may not run the command.' },
  NO_IDENTITY: { kind: 'refusal', about: 'The platform did not say who sent this, and the command needs to know.' },
  STALE_BUTTON: { kind: 'refusal', about: 'A button of another chat, or one that this host did not make.' },
  BUSY: { kind: 'refusal', about: 'Too many commands of one plugin wait in this chat.' },
  REFUSED: { kind: 'refusal', about: 'A plugin refused, in its own words.' },

  // failures of a platform, each mapped once, in the platform's client
  PLATFORM_REJECTED: { kind: 'failure', about: 'The platform says that the request is wrong (400).' },
  INVALID_REPLY_TOKEN: { kind: 'failure', about: 'The reply token was used before, or is too old.' },
  PLATFORM_UNAUTHORIZED: { kind: 'failure', about: 'The platform does not accept the access token (401).' },
  PLATFORM_FORBIDDEN: { kind: 'failure', about: 'The account may not use this part of the platform (403).' },
  PLATFORM_NOT_FOUND: { kind: 'failure', about: 'No such chat or member, or the bot is not in it (404).' },
  PLATFORM_NOT_IN_CHAT: { kind: 'failure', about: 'The bot is not in this chat any more.' },
  PLATFORM_GONE: { kind: 'failure', about: 'The content was unsent (410).' },
  MEDIA_MISSING: { kind: 'failure', about: 'The message has no content, or the platform keeps it no longer.' },
  MEDIA_NOT_READY: { kind: 'failure', about: 'The platform was still preparing the content of a message.' },
  MEDIA_TOO_LARGE: { kind: 'failure', about: 'The content of a message is larger than a plugin may read.' },
  PLATFORM_TOO_LARGE: { kind: 'failure', about: 'The request is larger than the platform takes (413).' },
  PLATFORM_RATE_LIMITED: { kind: 'failure', about: 'Too many calls in a short time (429).' },
  PLATFORM_QUOTA_SPENT: { kind: 'failure', about: "The month's messages are used up (429)." },
  PLATFORM_BROKEN: { kind: 'failure', about: 'The platform failed (5xx), or answered with something unreadable.' },
  PLATFORM_TIMEOUT: { kind: 'failure', about: 'The platform did not answer in time.' },
  PLATFORM_UNREACHABLE: { kind: 'failure', about: 'No connection to the platform.' },
  NOT_SUPPORTED: { kind: 'failure', about: 'The platform has no such thing for this kind of chat.' },

  // failures of a plugin
  MANIFEST_INVALID: { kind: 'failure', about: 'plugin.json is missing, is not JSON or breaks its schema.' },
  NAME_TAKEN: { kind: 'failure', about: 'Another plugin has this name or this command.' },
  PERMISSION_MISSING: { kind: 'failure', about: 'The plugin asks for something that its manifest does not list.' },
  HANDLER_MISSING: {
    kind: 'failure',
    about: 'The manifest names a command or event that the class has no method for.',
  },
  NOT_PINNED: {
    kind: 'failure',
    about: 'A plugin in PLUGINS_DIR was never added, or was changed since.',
  },
  PLUGIN_BROKEN: { kind: 'failure', about: 'The plugin could not be built or loaded.' },
  HANDLER_FAILED: { kind: 'failure', about: 'A handler threw.' },
  ISOLATE_ENDED: {
    kind: 'failure',
    about: 'The process of a foreign plugin crashed, ran out of memory or broke the rules.',
  },
  HANDLER_TIMEOUT: { kind: 'failure', about: 'A handler took longer than its time.' },
  INVOCATION_OVER: { kind: 'failure', about: 'A plugin used its tokens after its handler had ended.' },
  BAD_CALL: { kind: 'failure', about: 'A plugin called one of its tokens with something that it cannot take.' },
  NOTICE_EXPIRED: { kind: 'failure', about: 'A message found no free reply in its time, and was dropped.' },
  REPLY_FATE_UNKNOWN: {
    kind: 'failure',
    about: 'The platform never said whether it sent a reply; it is not sent again.',
  },
  TIMER_MISSED: { kind: 'failure', about: 'The host was down for more than a day when a timer was due.' },
  SHARE_USED_UP: { kind: 'failure', about: 'A plugin has more timers or waiting notices in one chat than its share.' },
  FETCH_REFUSED: {
    kind: 'failure',
    about: 'A plugin asked for an address that it may not reach: no https, no host of its manifest, or not public.',
  },
  FETCH_TIMEOUT: { kind: 'failure', about: 'What a plugin asked for did not come in time.' },
  FETCH_UNREACHABLE: { kind: 'failure', about: 'No connection to the host that a plugin asked.' },
  FETCH_TOO_LARGE: { kind: 'failure', about: 'What a plugin asked for is larger than it may be.' },
  FETCH_BROKEN: {
    kind: 'failure',
    about: 'What a plugin asked answered with something unreadable, or went in circles.',
  },
  STORAGE_FULL: { kind: 'failure', about: 'A plugin stored more than its share in one chat.' },

  // failures of the store
  STORE_UNAVAILABLE: {
    kind: 'failure',
    about: 'The database could not be read or written; nothing of the call was kept.',
  },
  STORE_UNUSABLE: { kind: 'failure', about: 'The database is damaged, in use, or of a newer version.' },

  // failures of the set-up: one line on stderr, exit code 78
  CONFIG_INVALID: {
    kind: 'failure',
    about: 'A variable or a key of tenko.config.json has a value that it cannot take.',
  },
  PORT_IN_USE: { kind: 'failure', about: 'Another program listens on PORT.' },
  DATA_DIR_UNWRITABLE: { kind: 'failure', about: 'The host cannot write to DATA_DIR.' },
  RUNTIME_TOO_OLD: { kind: 'failure', about: 'This Node.js is older than the host needs.' },
} as const satisfies Record<string, { kind: 'refusal' | 'failure'; about: string }>;

type CodesOf<K> = { [C in keyof typeof CODES]: (typeof CODES)[C]['kind'] extends K ? C : never }[keyof typeof CODES];
export type RefusalCode = CodesOf<'refusal'>;
export type FailureCode = CodesOf<'failure'>;

/** What a refusal's words are made of. */
export type RefusalValues = Readonly<Record<string, string | number>>;

const REFUSAL = Symbol.for('tenko.refusal');
const FAILURE = Symbol.for('tenko.failure');

/**
 * The member's mistake, or a rule of the plugin. Thrown in a handler: nothing that the handler staged happens, and the member reads
 * `message` as the reply. Plugins write `throw new Refusal(this.texts.t('poll-closed'))`.
 */
export class Refusal extends Error {
  readonly [REFUSAL] = true;
  readonly code: RefusalCode;
  readonly values: RefusalValues;
  constructor(message: string, code: RefusalCode = 'REFUSED', values: RefusalValues = {}) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.values = values;
  }
}

/** Details of a failure that are safe to log: never a secret, a reply token or what a member wrote. */
export interface FailureDetails {
  /** HTTP status that the platform answered with. */
  readonly status?: number;
  /** LINE's `x-line-request-id`, Linq's `x-trace-id`: what the platform's support asks for. */
  readonly requestId?: string;
  /** Milliseconds to wait before the next try, where the platform says so. */
  readonly retryAfter?: number;
  readonly plugin?: string;
}

/** What the host, a platform, a plugin or the operator did wrong. Told by `code`, never by `instanceof` or by its words. */
export class Failure extends Error {
  readonly [FAILURE] = true;
  readonly code: FailureCode;
  readonly details: FailureDetails;
  constructor(code: FailureCode, message: string, details: FailureDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
    this.details = details;
  }
}

// By symbol and not by instanceof: a plugin that bundles its own copy of `tenko` must still be understood.
export const isRefusal = (error: unknown): error is Refusal =>
  typeof error === 'object' && error !== null && REFUSAL in error;
export const isFailure = (error: unknown): error is Failure =>
  typeof error === 'object' && error !== null && FAILURE in error;
