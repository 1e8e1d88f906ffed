import { useState } from 'preact/hooks';
import { Dialog } from './dialog.tsx';
import { asText, type Action } from './json.ts';
import { t } from './texts.ts';

const MODES = {
  date: { input: 'date', title: t.pickDate },
  time: { input: 'time', title: t.pickTime },
  datetime: { input: 'datetime-local', title: t.pickDatetime },
} as const;

interface DatePickerProps {
  readonly action: Action;
  readonly onPick: (picked: string) => void;
  readonly onClose: () => void;
}

/** A `datetimepicker` action: the browser's own picker, in the form that LINE sends (LINE reference, datetime-picker-action). */
export function DatePicker({ action, onPick, onClose }: DatePickerProps) {
  const mode = MODES[action['mode'] as keyof typeof MODES] ?? MODES.datetime;
  // LINE takes a small `t` too, browsers do not.
  const value = (key: string): string => (asText(action[key]) ?? '').replace('t', 'T');
  const [picked, setPicked] = useState(value('initial'));
  return (
    <Dialog title={mode.title} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          onPick(picked);
        }}
      >
        <label class="field">
          {asText(action['label']) ?? mode.title}
          <input
            type={mode.input}
            required
            value={picked}
            min={value('min')}
            max={value('max')}
            onInput={(event) => setPicked(event.currentTarget.value)}
          />
        </label>
        <div class="form-end">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button primary">
            {t.ok}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
