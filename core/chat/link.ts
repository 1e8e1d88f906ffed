/** Whether a text has a web address in it, with or without its scheme, as messengers make links of it. */
export const hasLink = (text: string): boolean =>
  /\b(?:https?|ftp):\/\/|\bwww\.|(?:^|[\s("'「（<])(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,24}(?=$|[\s/:?#)"'」）>,.;!])/i.test(
    text.normalize('NFKC'),
  );
