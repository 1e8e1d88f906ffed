import { useState } from 'preact/hooks';
import type { MemberView } from '../view.ts';
import { Dialog } from './dialog.tsx';
import { usePage } from './page-context.ts';
import { t } from './texts.ts';

export function RenameDialog({ member, onClose }: { readonly member: MemberView; readonly onClose: () => void }) {
  const { perform } = usePage();
  const [name, setName] = useState(member.name);
  const save = async (): Promise<void> => {
    if (await perform({ do: 'renameMember', memberId: member.id, name: name.trim() })) onClose();
  };
  return (
    <Dialog title={t.renameTitle(member.name)} onClose={onClose}>
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
