import {
  isObject,
  anything,
  byType,
  object,
  oneOf,
  text,
  url,
  words,
  all,
  type Properties,
  type Rule,
} from './rule.ts';

/** LINE reference, "Action objects". Where an action stands decides how long its label may be, and whether it needs one. */
export interface ActionPlace {
  readonly label: number;
  readonly labelRequired?: boolean;
  /** Camera, camera roll and location exist in quick replies only. */
  readonly quickReply?: boolean;
}

const DATA = text(300, { min: 0 });
const DATE = String.raw`\d{4}-\d{2}-\d{2}`;
const TIME = String.raw`\d{2}:\d{2}`;
const FORMS: ReadonlyMap<unknown, RegExp> = new Map([
  ['date', new RegExp(`^${DATE}$`)],
  ['time', new RegExp(`^${TIME}$`)],
  ['datetime', new RegExp(`^${DATE}[Tt]${TIME}$`)],
]);

const pickerTimes: Rule = (value, property, problems) => {
  if (!isObject(value)) return;
  const form = FORMS.get(value['mode']);
  if (!form) return;
  for (const key of ['initial', 'min', 'max']) {
    const time = value[key];
    if (typeof time === 'string' && !form.test(time)) {
      problems.push({ message: 'Invalid value', property: `${property}.${key}` });
    }
  }
  const { min, max } = value;
  if (typeof min === 'string' && typeof max === 'string' && min >= max) {
    problems.push({ message: 'min must be earlier than max', property: `${property}.min` });
  }
};

const postbackTexts: Rule = (value, property, problems) => {
  if (!isObject(value)) return;
  if (value['displayText'] !== undefined && value['text'] !== undefined) {
    problems.push({ message: 'displayText and text cannot be used together', property: `${property}.text` });
  }
  if (value['fillInText'] !== undefined && value['inputOption'] !== 'openKeyboard') {
    problems.push({ message: 'inputOption must be openKeyboard', property: `${property}.fillInText` });
  }
};

export function action({ label, labelRequired = false, quickReply = false }: ActionPlace): Rule {
  const kind = (required: Properties, optional: Properties = {}): Rule => {
    const labelled = { label: words(label) };
    return labelRequired
      ? object({ type: anything, ...labelled, ...required }, optional)
      : object({ type: anything, ...required }, { ...labelled, ...optional });
  };
  return byType({
    postback: all(
      kind(
        { data: DATA },
        {
          displayText: words(300),
          text: words(300),
          inputOption: oneOf('closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice'),
          fillInText: words(300),
        },
      ),
      postbackTexts,
    ),
    message: kind({ text: words(300) }),
    uri: kind(
      { uri: url(1_000, ['http:', 'https:', 'line:', 'tel:']) },
      { altUri: object({}, { desktop: url(1_000, ['http:', 'https:']) }) },
    ),
    datetimepicker: all(
      kind(
        { data: DATA, mode: oneOf('date', 'time', 'datetime') },
        { initial: text(30), min: text(30), max: text(30) },
      ),
      pickerTimes,
    ),
    clipboard: kind({ clipboardText: text(1_000) }),
    ...(quickReply ? { camera: kind({}), cameraRoll: kind({}), location: kind({}) } : {}),
  });
}
