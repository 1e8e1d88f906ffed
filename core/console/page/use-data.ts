import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import { get } from './api.ts';

/** Tells the whole page that the session is over, or whether the host answers. */
export const Connection = createContext<(status: number) => void>(() => undefined);

export interface Data<T> {
  /** The last that was told; `undefined` before the first answer. */
  readonly data: T | undefined;
  /** The last look failed with this HTTP status (0: no answer). */
  readonly failed: number | undefined;
  readonly reload: () => Promise<void>;
}

/** What the host tells under a path, asked again every so often while somebody looks. */
export function useData<T>(path: string, every: number): Data<T> {
  const tell = useContext(Connection);
  const [data, setData] = useState<T>();
  const [failed, setFailed] = useState<number>();
  const latest = useRef(0);
  const underWay = useRef(0);

  const reload = useCallback(async () => {
    const mine = ++latest.current;
    underWay.current++;
    const answer = await get<T>(path);
    underWay.current--;
    tell(answer.ok ? 200 : answer.status);
    // An older look that took longer tells what is not so any more.
    if (mine !== latest.current) return;
    if (answer.ok) setData(answer.data);
    setFailed(answer.ok ? undefined : answer.status);
  }, [path, tell]);

  useEffect(() => {
    // Where answers take longer than the pause between two looks, none of them would ever be the latest.
    const look = (): void => void (document.visibilityState === 'visible' && underWay.current === 0 && reload());
    look();
    const timer = setInterval(look, every);
    document.addEventListener('visibilitychange', look);
    return () => {
      latest.current++;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [reload, every]);

  return { data, failed, reload };
}
