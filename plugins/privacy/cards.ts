import type { Button, Card, PluginEntry, Receipt, Texts } from 'tenko';

const SHOWN = 25;
/** In the order in which people want to know. */
const KINDS = ['rosters', 'profiles', 'counts', 'contents', 'fetches', 'messages', 'notices', 'pushes'] as const;

/** What touches no member's data; /plugins tells it. */
const HARMLESS = new Set(['commands', 'chat:leave', 'chat:manage', 'chat:loading', 'chat:mark-read', 'host']);
/** What is more than an answer to whoever asked. */
const TELLING = ['rosters', 'profiles', 'counts', 'contents', 'fetches', 'notices'] as const;

const readsMedia = ({ permissions }: PluginEntry): boolean => permissions.some(({ name }) => name === 'media');

const secondary = (label: string, command: string): Button => ({ label, command, style: 'secondary' });

/** What a plugin did, in words: "2 names looked up and 3 answers sent". */
function deeds(receipt: Receipt | undefined, texts: Texts): string | undefined {
  const done = KINDS.flatMap((kind) => {
    const count = receipt?.[kind] ?? 0;
    return count === 0 ? [] : [texts.t(kind, { count })];
  });
  return done.length === 0 ? undefined : texts.list(done);
}

/** What each plugin may read and did read here, and how to have it erased. */
export function overviewCard(plugins: readonly PluginEntry[], receipts: readonly Receipt[], texts: Texts): Card {
  const read = receipts.filter((receipt) => TELLING.some((kind) => receipt[kind] > 0));
  const did = new Set(read.map(({ plugin }) => plugin));
  const touches = ({ name, permissions }: PluginEntry): boolean =>
    did.has(name) || permissions.some((permission) => !HARMLESS.has(permission.name));
  const shown = plugins.filter((plugin) => plugin.isOn && touches(plugin)).slice(0, SHOWN);
  return {
    type: 'card',
    title: texts.t('title'),
    text: texts.t(shown.some(readsMedia) ? 'text-media' : 'text'),
    fields: [
      { name: texts.t('members'), value: texts.t('members-value') },
      ...shown.map(({ name, permissions }) => {
        const words = permissions.map((permission) => permission.words);
        const may = words.length === 0 ? texts.t('may-nothing') : texts.t('may', { permissions: texts.list(words) });
        const what = deeds(
          receipts.find(({ plugin }) => plugin === name),
          texts,
        );
        return { name, value: `${may}\n${what === undefined ? texts.t('did-nothing') : texts.t('did', { what })}` };
      }),
    ],
    buttons: [
      secondary(texts.t('button-receipts'), '/privacy receipts'),
      secondary(texts.t('button-forget-me'), '/privacy forget-me'),
      secondary(texts.t('button-forget-chat'), '/privacy forget-chat'),
    ],
    footer: texts.t('how-to'),
  };
}

/** What each plugin read and sent, those that are gone or off by now included. */
export function receiptsCard(receipts: readonly Receipt[], texts: Texts): Card | string {
  const fields = receipts.flatMap((receipt) => {
    const value = deeds(receipt, texts);
    return value === undefined ? [] : [{ name: receipt.plugin, value }];
  });
  if (fields.length === 0) return texts.t('receipts-none');
  return { type: 'card', title: texts.t('receipts-title'), text: texts.t('receipts-text'), fields };
}
