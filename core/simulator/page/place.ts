/** Where a person is on the page, kept in the address so that a reload and the back button find it again: `#chat/member`. */
export interface Place {
  readonly chatId?: string;
  readonly you?: string;
}

const decode = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part) || undefined;
  } catch {
    return undefined;
  }
};

export function readPlace(hash: string): Place {
  const [chatId, you] = hash.replace(/^#/, '').split('/').map(decode);
  return { ...(chatId === undefined ? {} : { chatId }), ...(you === undefined ? {} : { you }) };
}

export const writePlace = (chatId: string, you: string | undefined): string =>
  `#${encodeURIComponent(chatId)}${you === undefined ? '' : `/${encodeURIComponent(you)}`}`;
