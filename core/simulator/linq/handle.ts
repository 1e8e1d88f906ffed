/** E.164, or a mail address: what Linq calls a handle (Linq docs, "Handle format"). */
const NUMBER = /^\+[1-9]\d{6,14}$/;
const ADDRESS = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/;

export const isHandle = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 254 && (NUMBER.test(value) || ADDRESS.test(value));

/** Mail addresses are one person's in any letter case. */
export const plainHandle = (handle: string): string => handle.toLowerCase();
