import { useCallback, useEffect, useState } from 'preact/hooks';
import type { FailureView, NoticesView, StateView } from '../view.ts';
import { get, post } from './api.ts';
import { Chats } from './chats.tsx';
import { Failures } from './failures.tsx';
import { Icon, type IconName } from './icon.tsx';
import { LogIn, Mark } from './log-in.tsx';
import { Log } from './log.tsx';
import { Notices } from './notices.tsx';
import { Overview } from './overview.tsx';
import { Plugins } from './plugins.tsx';
import { t } from './texts.ts';
import { Connection, useData } from './use-data.ts';

const SECTIONS = ['overview', 'chats', 'plugins', 'failures', 'notices', 'log'] as const satisfies readonly IconName[];
type Section = (typeof SECTIONS)[number];

const sectionIn = (hash: string): Section => SECTIONS.find((one) => hash === `#${one}`) ?? 'overview';

/** Which section the address names: back and forward work, and a section can be linked to. */
function useSection(): Section {
  const [section, setSection] = useState(sectionIn(location.hash));
  useEffect(() => {
    const follow = (): void => setSection(sectionIn(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return section;
}

/** The console: the log-in, or what the host is doing. */
export function App() {
  const [isIn, setIn] = useState<boolean>();
  const [notice, setNotice] = useState<string>();
  const [status, setStatus] = useState(200);

  const tell = useCallback((told: number) => {
    setStatus(told);
    if (told === 401) setIn(false);
  }, []);

  useEffect(() => {
    void get('state').then((answer) => {
      setStatus(answer.ok ? 200 : answer.status);
      // A host that does not answer is tried again: whoever has logged in stays so.
      setIn(answer.ok || answer.status !== 401);
    });
  }, []);

  if (isIn === undefined)
    return (
      <p class="loading" role="status">
        {t.loading}
      </p>
    );
  if (!isIn)
    return (
      <LogIn
        notice={notice}
        onDone={() => {
          setNotice(undefined);
          setIn(true);
        }}
      />
    );
  const leave = async (): Promise<void> => {
    const answer = await post('logout');
    if (!answer.ok && answer.status !== 401) return setStatus(answer.status);
    setNotice(t.loggedOut);
    return setIn(false);
  };
  return (
    <Connection.Provider value={tell}>
      <Shell isAway={status === 0} onLeave={() => void leave()} />
    </Connection.Provider>
  );
}

function Shell({ isAway, onLeave }: { readonly isAway: boolean; readonly onLeave: () => void }) {
  const section = useSection();
  const state = useData<StateView>('state', 5_000);
  const failures = useData<readonly FailureView[]>('failures', 5_000);
  const notices = useData<NoticesView>('notices', 10_000);
  const counts: Partial<Record<Section, number | undefined>> = {
    failures: failures.data?.length,
    notices: notices.data?.count,
  };
  useEffect(() => {
    document.title = `${t[section]} · ${t.pageTitle}`;
  }, [section]);

  return (
    <div class="shell">
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        {t.skip}
      </a>
      <header class="top">
        <span class="brand">
          <Mark /> <span>Tenko</span>
        </span>
        <span class="top-host" title={state.data?.host.id}>
          {state.data?.host.name}
        </span>
        <button type="button" class="button plain" onClick={onLeave}>
          <Icon name="leave" size={18} /> <span>{t.logOut}</span>
        </button>
      </header>
      <nav class="nav" aria-label={t.sections}>
        <ul>
          {SECTIONS.map((one) => (
            <li key={one}>
              <a href={`#${one}`} aria-current={one === section ? 'page' : undefined}>
                <Icon name={one} />
                <span>{t[one]}</span>
                {counts[one] ? <span class={`count ${one}`}>{counts[one]}</span> : null}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content" class="content" tabIndex={-1}>
        {isAway && (
          <p class="trouble banner" role="status">
            {t.noAnswer}
          </p>
        )}
        {section === 'overview' && <Overview state={state} failures={failures} notices={notices} />}
        {section === 'chats' && <Chats />}
        {section === 'plugins' && <Plugins />}
        {section === 'failures' && <Failures {...failures} />}
        {section === 'notices' && <Notices {...notices} />}
        {section === 'log' && <Log isShared={state.data?.isShared ?? false} />}
      </main>
    </div>
  );
}
