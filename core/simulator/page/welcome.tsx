import { BotAvatar } from './avatar.tsx';
import { t } from './texts.ts';

const SUGGESTIONS = [t.tryHelp, t.tryPoll, t.tryRollcall];

/** What an empty chat shows: three lines to try, each one tap away. */
export function Welcome({ onSay }: { readonly onSay: (text: string) => void }) {
  return (
    <section class="welcome" aria-label={t.welcomeTitle}>
      <BotAvatar />
      <h2>{t.welcomeTitle}</h2>
      <p>{t.welcomeText}</p>
      <div class="suggestions">
        {SUGGESTIONS.map((line) => (
          <button key={line} type="button" class="suggestion" onClick={() => onSay(line)}>
            {line}
          </button>
        ))}
      </div>
    </section>
  );
}
