import { useEffect, useId, useState } from 'preact/hooks';
import { usePage } from './page-context.ts';
import { t } from './texts.ts';

interface SwitchProps {
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

function Switch({ label, hint, on, onChange }: SwitchProps) {
  const about = useId();
  return (
    <div class="switch">
      <label>
        <span>{label}</span>
        <input
          type="checkbox"
          role="switch"
          aria-describedby={about}
          checked={on}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      </label>
      <p class="hint" id={about}>
        {hint}
      </p>
    </div>
  );
}

const AT_FIRST = 200;

/** How many paid messages the month holds, and how many are gone. */
function Quota() {
  const { world, perform } = usePage();
  const { used, limit } = world.quota;
  const [typed, setTyped] = useState(String(limit ?? AT_FIRST));
  useEffect(() => {
    if (limit !== null) setTyped(String(limit));
  }, [limit]);
  const set = (quota: number | null): void => void perform({ do: 'set', settings: { quota } });
  const commit = (): void => {
    const wanted = Number(typed);
    if (typed.trim() === '' || !Number.isSafeInteger(wanted) || wanted < 0) setTyped(String(limit ?? AT_FIRST));
    else if (wanted !== limit) set(wanted);
  };
  const share = limit === null ? 0 : Math.min(1, limit === 0 ? 1 : used / limit);
  return (
    <div class="quota">
      <p class="quota-words">
        <span>{t.quota}</span>
        <strong>{t.quotaUsed(used, limit)}</strong>
      </p>
      <div
        class={share >= 1 ? 'meter full' : 'meter'}
        role="meter"
        aria-label={t.quota}
        aria-valuemin={0}
        aria-valuemax={limit ?? used}
        aria-valuenow={used}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <div class="quota-limit">
        <label>
          {t.quotaLimit}
          <input
            type="number"
            min={0}
            step={1}
            inputMode="numeric"
            disabled={limit === null}
            value={limit === null ? '' : typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onChange={commit}
          />
        </label>
        <label>
          <input
            type="checkbox"
            checked={limit === null}
            onChange={(event) => set(event.currentTarget.checked ? null : Number(typed) || AT_FIRST)}
          />
          {t.noLimit}
        </label>
      </div>
    </div>
  );
}

/** What one would set in LINE's console, and cannot otherwise try without a real account. */
export function Switches() {
  const { world, perform } = usePage();
  const { verified, redelivery } = world.settings;
  return (
    <div class="switches">
      <Switch
        label={t.verified}
        hint={t.verifiedHint}
        on={verified}
        onChange={(on) => void perform({ do: 'set', settings: { verified: on } })}
      />
      <Switch
        label={t.redelivery}
        hint={t.redeliveryHint}
        on={redelivery}
        onChange={(on) => void perform({ do: 'set', settings: { redelivery: on } })}
      />
      <Quota />
    </div>
  );
}
