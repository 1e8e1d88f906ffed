/**
 * Where things are in LINE's two consoles, by their labels in English and Japanese (LINE docs, "Get started with the Messaging API",
 * "Build a bot", "Group chats and multi-person chats", and the FAQ on automatic replies).
 */
export const LABELS = {
  basics: 'the tab “Basic settings” (チャネル基本設定)',
  messagingApi: 'the tab “Messaging API” (Messaging API設定)',
  secret: '“Channel secret” (チャネルシークレット)',
  token: '“Channel access token (long-lived)” (チャネルアクセストークン（長期）)',
  issue: '“Issue” (発行)',
  webhookUrl: '“Webhook URL”',
  useWebhook: '“Use webhook” (Webhookの利用)',
  redelivery: '“Webhook redelivery” (Webhookの再送)',
  groups: '“Allow bot to join group chats” (グループトーク・複数人トークへの参加を許可する)',
  autoReply: '“Auto-reply messages” (応答メッセージ)',
  greeting: '“Greeting messages” (あいさつメッセージ)',
  responseSettings: '“Response settings” (応答設定)',
  chat: '“Chat” (チャット)',
} as const;

export const MANAGER = 'https://manager.line.biz/';

/** Of one channel, where its id is known. */
export const consolePage = (channelId: string | undefined, tab?: 'messaging-api'): string =>
  channelId === undefined
    ? 'https://developers.line.biz/console/'
    : `https://developers.line.biz/console/channel/${channelId}${tab === undefined ? '' : `/${tab}`}`;
