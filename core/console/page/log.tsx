import { useState } from 'preact/hooks';
import { fits, LEVELS, type Level, type LogLine } from './log-line.ts';
import { exactly, timeOfDay } from './moments.tsx';
import { Badge, Head } from './parts.tsx';
import { t } from './texts.ts';
import { useLog } from './use-log.ts';

/** The log of this host as it is written. */
export function Log({ isShared }: { readonly isShared: boolean }) {
  const { lines, isLive, clear } = useLog();
  const [level, setLevel] = useState<Level>('trace');
  const [words, setWords] = useState('');
  /** What was there when somebody wanted to read in peace. */
  const [held, setHeld] = useState<readonly LogLine[]>();
  const shown = (held ?? lines).filter((line) => fits(line, level, words));
  return (
    <>
      <Head title={t.log}>
        <Badge mood={held ? 'quiet' : isLive ? 'good' : 'warn'}>{held ? t.paused : isLive ? t.live : t.notLive}</Badge>
      </Head>
      {isShared && <p class="hint">{t.ofThisHost}</p>}
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <label>
          {t.level}
          <select value={level} onChange={(event) => setLevel(LEVELS[event.currentTarget.selectedIndex] ?? 'trace')}>
            {LEVELS.map((one) => (
              <option key={one} value={one}>
                {t.levels[one]}
              </option>
            ))}
          </select>
        </label>
        <label class="grows">
          {t.find}
          <input
            type="search"
            placeholder={t.findIn}
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </label>
        <span class="buttons">
          <button
            type="button"
            class="button"
            aria-pressed={held !== undefined}
            onClick={() => setHeld(held ? undefined : lines)}
          >
            {held ? t.goOn : t.pause}
          </button>
          <button
            type="button"
            class="button"
            onClick={() => {
              clear();
              setHeld(undefined);
            }}
          >
            {t.clear}
          </button>
        </span>
      </form>
      <p class="hint" role="status">
        {lines.length === 0 ? t.noLines : shown.length === 0 ? t.noneFound : t.lines(shown.length)}
      </p>
      {shown.length > 0 && (
        <div class="log" role="region" aria-label={t.log} tabIndex={0}>
          <ol>
            {shown.map((line) => (
              <Line key={line.id} line={line} onEvent={setWords} />
            ))}
          </ol>
        </div>
      )}
    </>
  );
}

const isLong = (value: string): boolean => value.length > 80 || value.includes('\n');

function Line({ line, onEvent }: { readonly line: LogLine; readonly onEvent: (id: string) => void }) {
  const short = line.details.filter(([name, value]) => name !== 'event' && !isLong(value));
  const long = line.details.filter(([name, value]) => name !== 'event' && isLong(value));
  const { event } = line;
  return (
    <li class={`line ${line.level}`}>
      <time dateTime={new Date(line.at).toISOString()} title={exactly(line.at)}>
        {timeOfDay(line.at)}
      </time>
      <span class="level">{t.levels[line.level]}</span>
      <div class="line-body">
        <span class="message">{line.message}</span>
        {short.map(([name, value]) => (
          <span key={name} class="detail">
            <span class="detail-name">{name}</span> {value}
          </span>
        ))}
        {event !== undefined && (
          <button type="button" class="detail link" title={t.only(event)} onClick={() => onEvent(event)}>
            <span class="detail-name">event</span> {event}
          </button>
        )}
        {long.map(([name, value]) => (
          <details key={name}>
            <summary>{name}</summary>
            <pre tabIndex={0}>{value.replaceAll('\\n', '\n')}</pre>
          </details>
        ))}
      </div>
    </li>
  );
}
