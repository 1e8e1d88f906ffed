/** One card for all platforms: Flex on LINE, plain text with typed commands where there are no buttons. */
export interface Card {
  readonly type: 'card';
  readonly title: string;
  /** Above the title, as wide as the card. */
  readonly image?: CardImage;
  readonly text?: string;
  readonly fields?: readonly Field[];
  readonly bars?: readonly Bar[];
  readonly buttons?: readonly Button[];
  /** Small print at the bottom. */
  readonly footer?: string;
  /** What a lock screen shows. Without it: title and text. */
  readonly alt?: string;
  /**
   * What the card is about, as a member would type it: `#3`. A line that quotes the card fills the plugin's `"quoted"` options with it.
   */
  readonly subject?: string;
  /** Where members answer with reactions (see `Button.reaction`): the line that runs when one of them is taken back. */
  readonly takeBack?: string;
  /**
   * Nothing is asked any more: where there are no buttons, those of the card are told as lines to type, so that its numbers are not in the
   * way of another card's.
   */
  readonly settled?: true;
}

export interface CardImage {
  /** An https address of at most 2,000 characters (LINE: JPEG or PNG, 10 MB, 1,024 pixels wide). A tap opens it. */
  readonly url: string;
  /** What it shows, where it cannot be shown. */
  readonly alt?: string;
  /** Width to height, `16:9`; the height at most three times the width. `20:13` by default. */
  readonly aspect?: string;
}

export interface Field {
  readonly name: string;
  readonly value: string;
}

/** One line of a chart: a label, a bar of `share` of the full width, and words such as "3 · 60 %" at its end. */
export interface Bar {
  readonly label: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly value: string;
  /** A second line under the bar, such as the names behind the number. */
  readonly note?: string;
  readonly button?: Button;
  /** Several instead of one, in a row under the label: short ones, such as ○ △ ×. At most five. */
  readonly buttons?: readonly Button[];
  /** A small picture beside the label: an https address as that of a card's image. A tap opens it. */
  readonly image?: Pick<CardImage, 'url' | 'alt'>;
}

/** What can be tapped on a bar, in the order in which it is seen. */
export const buttonsOnBar = ({ button, buttons = [] }: Bar): readonly Button[] =>
  button === undefined ? buttons : [button, ...buttons];

/** A button carries a command line and nothing else; whoever taps runs it, with their own rights. */
export interface Button {
  readonly label: string;
  /** The line that a tap runs: `/poll vote 1 --poll 3`. */
  readonly command: string;
  readonly style?: 'primary' | 'secondary';
  /** Instead of running `command`, put this text into the input field, for the member to finish (phones only). */
  readonly prefill?: string;
  /**
   * Let the member pick a date, a time of the day or both, in the chat's time zone; what they pick is put behind `command`, and that
   * line runs: `/poll until --poll 3`. With `location` the member sends where they are, as a message that everyone in the chat sees; if
   * they do within ten minutes, it is put behind `command` (`35.65803,139.70164`), and nobody else's location goes anywhere. Under a text
   * alone, where the platform can (LINE: on phones). Permission `locations`.
   */
  readonly pick?: PickMode;
  /**
   * Instead of running `command`, put this text on the member's clipboard: 1 to 1,000 characters. Where the platform cannot, `command`
   * should say it.
   */
  readonly copy?: string;
  /**
   * Where there are no buttons and members can react to a message (Linq): the reaction that runs `command` as a tap would. A heart is
   * as good as `like`.
   */
  readonly reaction?: 'like' | 'dislike';
  /**
   * Where there are no buttons, each has a number to answer with, counted from the top of the card. This one is to have this number, from
   * 1 to 99, because the words of the card say so (`2. Ramen`); one that is too small is not heeded.
   */
  readonly number?: number;
}

export type PickMode = 'date' | 'time' | 'datetime' | 'location';
