import { useEffect, useRef, useState } from 'preact/hooks';
import { post } from './api.ts';
import { t } from './texts.ts';

/** Asks for the token. `onDone` when the host has taken it. */
export function LogIn({ notice, onDone }: { readonly notice: string | undefined; readonly onDone: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  useEffect(() => field.current?.focus(), []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const token = field.current?.value.trim() ?? '';
    if (token === '' || busy) return field.current?.focus();
    setBusy(true);
    setTrouble(undefined);
    const answer = await post('login', { token });
    setBusy(false);
    if (answer.ok) return onDone();
    const { status, wait, message } = answer;
    setTrouble(
      status === 401
        ? t.tokenWrong
        : status === 429
          ? t.waitSeconds(wait ?? 60)
          : status === 0
            ? t.noAnswer
            : (message ?? t.couldNot),
    );
    field.current?.select();
    return undefined;
  };

  return (
    <main class="log-in">
      <form class="card" onSubmit={(event) => void submit(event)}>
        <h1>
          <Mark /> Tenko <span>{t.console}</span>
        </h1>
        {notice !== undefined && trouble === undefined && (
          <p class="hint" role="status">
            {notice}
          </p>
        )}
        {/* For password managers, which keep a name with each password. */}
        <input
          class="for-managers"
          type="text"
          name="username"
          autocomplete="username"
          value="operator"
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <label for="token">{t.token}</label>
        <div class="with-button">
          <input
            ref={field}
            id="token"
            name="password"
            autocomplete="current-password"
            autocapitalize="none"
            spellcheck={false}
            required
            aria-describedby="token-is"
            aria-invalid={trouble !== undefined}
            aria-errormessage="token-trouble"
            {...(shown ? { type: 'text' } : { type: 'password' })}
          />
          <button type="button" class="button" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? t.hide : t.show}
          </button>
        </div>
        <p id="token-is" class="hint">
          {t.tokenIs}
        </p>
        <p id="token-trouble" class="trouble" role="alert">
          {trouble}
        </p>
        <button type="submit" class="button primary" disabled={busy}>
          {t.logIn}
        </button>
      </form>
    </main>
  );
}

/** Tenko's mark: two that answered a roll call. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" focusable="false">
      <rect width="24" height="24" rx="6" />
      <path d="M5.5 8.5l1.7 1.7 3-3.5M5.5 15.7l1.7 1.7 3-3.5M13 8.8h5.5M13 15.8h5.5" />
    </svg>
  );
}
