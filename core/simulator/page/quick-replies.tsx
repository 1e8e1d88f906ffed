import type { MessageView } from '../view.ts';
import { asAction, asList, asRecord, asText, type Action } from './json.ts';
import { safePicture } from './links.ts';
import { t } from './texts.ts';

interface QuickRepliesProps {
  readonly message: MessageView;
  readonly onTap: (message: MessageView, action: Action) => void;
}

export function QuickReplies({ message, onTap }: QuickRepliesProps) {
  return (
    <div class="quick-replies" role="group" aria-label={t.quickReplies}>
      {asList(message.quickReply).map((item, index) => {
        const record = asRecord(item);
        const action = asAction(record?.['action']);
        if (!action) return null;
        const picture = safePicture(record?.['imageUrl']);
        return (
          <button key={index} type="button" class="quick-reply" onClick={() => onTap(message, action)}>
            {picture && <img src={picture} alt="" referrerpolicy="no-referrer" />}
            <span dir="auto">{asText(action['label']) ?? action.type}</span>
          </button>
        );
      })}
    </div>
  );
}
