import { useState } from 'preact/hooks';
import type { Deed } from '../view.ts';
import { Dialog } from './dialog.tsx';
import { usePage } from './page-context.ts';
import { t } from './texts.ts';

interface RenameDialogProps {
  readonly name: string;
  /** What gives the new name. */
  readonly deed: (name: string) => Deed;
  readonly onClose: () => void;
}

/** Gives a member another name, or a group. */
export function RenameDialog({ name: before, deed, onClose }: RenameDialogProps) {
  const { perform } = usePage();
  const [name, setName] = useState(before);
  const save = async (): Promise<void> => {
    if (await perform(deed(name.trim()))) onClose();
  };
  return (
    <Dialog title={t.renameTitle(before)} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) void save();
        }}
      >
        <label class="field">
          {t.memberName}
          <input
            type="text"
            required
            maxLength={50}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <div class="form-end">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button primary" disabled={!name.trim()}>
            {t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
