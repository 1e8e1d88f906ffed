/** Which addresses the page follows and which pictures it loads. Everything else stays plain text. */

const parse = (address: unknown): URL | undefined => {
  if (typeof address !== 'string') return undefined;
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
};

/** The address to open in a new tab, or nothing when it is not plain http or https (`javascript:`, `data:`, `line:`, …). */
export function safeLink(address: unknown): string | undefined {
  const url = parse(address);
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : undefined;
}

/** A picture's address: https as LINE asks for, a path on this host, or the picture itself. The page's content policy says the same. */
export function safePicture(address: unknown): string | undefined {
  if (typeof address === 'string' && /^(\/[^/\\]|data:image\/(png|jpeg|gif|webp);base64,)/.test(address))
    return address;
  const url = parse(address);
  return url?.protocol === 'https:' ? url.href : undefined;
}

const ADDRESS = /https?:\/\/[^\s<>"'「」『』（）【】、。]+/gi;
// A sentence's own punctuation after an address is not part of it.
const TAIL = /[.,:;!?)\]}]+$/;

export interface Piece {
  readonly text: string;
  readonly link?: string;
}

/** Cuts a text into plain pieces and links. Nothing is lost: the pieces' texts joined are the text. */
export function linkPieces(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const shown = match[0].replace(TAIL, '');
    const link = safeLink(shown);
    if (!link) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: shown, link });
    end = match.index + shown.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
