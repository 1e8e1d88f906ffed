import { useRef, useState } from 'preact/hooks';
import type { FailureInput, FailureView } from '../view.ts';
import { get, post, type Answer } from './api.ts';
import { When } from './moments.tsx';
import { Badge, ChatLabel, Empty, Head, Waiting } from './parts.tsx';
import { t } from './texts.ts';
import type { Data } from './use-data.ts';

/** What failed, to be run again or dropped. */
export function Failures({ reload, ...failures }: Data<readonly FailureView[]>) {
  const [said, setSaid] = useState('');
  const [dropping, setDropping] = useState<FailureView>();
  const dialog = useRef<HTMLDialogElement>(null);

  const after = async (answer: Answer<object>, done: string): Promise<void> => {
    setSaid(answer.ok ? done : answer.status === 404 ? t.gone : answer.status === 409 ? t.noReplay : t.couldNot);
    await reload();
  };
  const replay = async ({ id }: FailureView): Promise<void> => after(await post(`failures/${id}/replay`), t.replayed);
  const drop = async ({ id }: FailureView): Promise<void> => {
    dialog.current?.close();
    await after(await post(`failures/${id}/drop`), t.dropped);
  };
  const ask = (failure: FailureView): void => {
    setDropping(failure);
    dialog.current?.showModal();
  };
  return (
    <>
      <Head title={t.failures} />
      <p class="said" role="status">
        {said}
      </p>
      <Waiting {...failures} />
      {failures.data?.length === 0 && <Empty title={t.nothingFailed}>{t.nothingFailedMore}</Empty>}
      <ul class="cards wide">
        {failures.data?.map((failure) => (
          <li key={failure.id} class="card failure">
            <Failure failure={failure} onReplay={() => void replay(failure)} onDrop={() => ask(failure)} />
          </li>
        ))}
      </ul>
      <dialog ref={dialog} aria-labelledby="drop-sure" class="card">
        <h2 id="drop-sure">{t.dropSure}</h2>
        {dropping && (
          <p>
            <code>{dropping.code}</code> {dropping.error.split('\n', 1)}
          </p>
        )}
        <p class="hint">{t.dropMore}</p>
        <div class="buttons">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {t.cancel}
          </button>
          <button type="button" class="button danger" onClick={() => dropping && void drop(dropping)}>
            {t.drop}
          </button>
        </div>
      </dialog>
    </>
  );
}

interface FailureProps {
  readonly failure: FailureView;
  readonly onReplay: () => void;
  readonly onDrop: () => void;
}

function Failure({ failure, onReplay, onDrop }: FailureProps) {
  const { id, plugin, kind, code, error, at, eventId, canReplay } = failure;
  const label = `${code}, ${plugin || t.host}, #${id}`;
  const [what, ...stack] = error.split('\n');
  return (
    <article aria-label={label}>
      <header>
        <h2>
          {plugin || t.host} <small>{t.kinds[kind] ?? kind}</small>
        </h2>
        <Badge mood="bad">{code}</Badge>
      </header>
      <p class="error">{what}</p>
      {stack.length > 0 && (
        <details>
          <summary>{t.where}</summary>
          <pre tabIndex={0}>{stack.join('\n')}</pre>
        </details>
      )}
      <p class="hint meta">
        <ChatLabel chat={failure} />
        <When at={at} />
        <code class="id">{eventId}</code>
      </p>
      {!canReplay && <p class="hint">{t.noReplay}</p>}
      <Input id={id} />
      <div class="buttons">
        <button type="button" class="button danger" aria-label={`${t.drop}: ${label}`} onClick={onDrop}>
          {t.drop}
        </button>
        {canReplay && (
          <button type="button" class="button primary" aria-label={`${t.replay}: ${label}`} onClick={onReplay}>
            {t.replay}
          </button>
        )}
      </div>
    </article>
  );
}

/** What members wrote may be in it: it is fetched only when somebody asks for it. */
function Input({ id }: { readonly id: number }) {
  const [shown, setShown] = useState<string>();
  const toggle = async (event: { readonly currentTarget: HTMLDetailsElement }): Promise<void> => {
    if (!event.currentTarget.open) return setShown(undefined);
    const answer = await get<FailureInput>(`failures/${id}`);
    return setShown(answer.ok ? JSON.stringify(answer.data.input, undefined, 2) : t.couldNot);
  };
  return (
    <details onToggle={(event) => void toggle(event)}>
      <summary>{t.input}</summary>
      <pre tabIndex={0}>{shown ?? t.loading}</pre>
    </details>
  );
}
