/**
 * Every number that LINE sets, once, with the section of LINE's Messaging API reference that it comes from.
 * Lengths are UTF-16 units, unless the name says graphemes ("Character counting in a text": labels and the texts of actions).
 */
export const LIMITS = {
  /** "Send reply message" and "Send push message": `messages`. */
  messages: 5,
  /** "Text message": `text`. */
  text: 5000,
  /** "Text message (v2)": mentions in one text. */
  mentions: 20,
  /** "Flex message": `altText`. */
  altText: 1500,
  /** "Bubble": size of its JSON. LINE says 30 KB; we count a KB as 1,000 bytes, which is right for both readings. */
  bubbleBytes: 30_000,
  /** "Carousel": size of its JSON, and the number of its bubbles. */
  carouselBytes: 50_000,
  carouselBubbles: 12,
  /** "Quick reply": `items`. */
  quickReplies: 13,
  /** "Location message": `title` and `address`. */
  placeName: 100,
  /** "URI action": `uri`. */
  uri: 1000,
  /** "Action objects": `label` in a quick reply, and in a Flex message. */
  quickReplyLabelGraphemes: 20,
  flexLabelGraphemes: 40,
  /** "Postback action": `data`, and `fillInText`. */
  postbackData: 300,
  fillInTextGraphemes: 300,

  /** "Rate limits": requests per second for each channel and endpoint; "Send reply message", "Send push message". */
  callsPerSecond: 2000,

  /** "Response": LINE gives a webhook up after 2 s. */
  webhookMilliseconds: 2000,
  /** Not told by LINE; the default of fastify, far above any webhook seen. */
  webhookBytes: 1024 * 1024,
} as const;
