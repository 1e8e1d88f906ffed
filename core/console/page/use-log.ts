import { useContext, useEffect, useState } from 'preact/hooks';
import { get } from './api.ts';
import { readLine, type LogLine } from './log-line.ts';
import { Connection } from './use-data.ts';

const KEPT = 1_000;
const AGAIN = 3_000;
/** Lines that come together are drawn together. */
const TOGETHER = 100;

/** The log as it is written, the newest first. */
export function useLog(): { readonly lines: readonly LogLine[]; readonly isLive: boolean; readonly clear: () => void } {
  const tell = useContext(Connection);
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const [isLive, setLive] = useState(false);

  useEffect(() => {
    let stream: EventSource | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    let drawing: ReturnType<typeof setTimeout> | undefined;
    let come: LogLine[] = [];
    let host: string | undefined;

    const draw = (): void => {
      drawing = undefined;
      const news = come.reverse();
      come = [];
      setLines((before) => {
        const known = new Set(before.map(({ id }) => id));
        return [...news.filter(({ id }) => !known.has(id)), ...before].slice(0, KEPT);
      });
    };
    const open = (): void => {
      stream = new EventSource('api/log');
      stream.addEventListener('open', () => setLive(true));
      stream.addEventListener('host', (event: MessageEvent<string>) => {
        // Another host, or this one started again: its lines are others.
        if (host !== undefined && host !== event.data) setLines([]);
        host = event.data;
      });
      stream.addEventListener('message', (event: MessageEvent<string>) => {
        const line = readLine(event.lastEventId, event.data);
        if (line) come.push(line);
        drawing ??= setTimeout(draw, TOGETHER);
      });
      stream.addEventListener('error', () => {
        setLive(false);
        // The browser tries again by itself, but not after an HTTP error: then the session may be over.
        if (stream?.readyState !== EventSource.CLOSED) return;
        clearTimeout(again);
        again = setTimeout(() => {
          void get('state').then((answer) => tell(answer.ok ? 200 : answer.status));
          open();
        }, AGAIN);
      });
    };
    open();
    return () => {
      stream?.close();
      clearTimeout(again);
      clearTimeout(drawing);
    };
  }, [tell]);

  return { lines, isLive, clear: () => setLines([]) };
}
