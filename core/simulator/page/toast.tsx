import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

interface Toast {
  readonly text: string;
  readonly bad: boolean;
}

export type Tell = (text: string, bad?: boolean) => void;

const SHOWN_FOR = 6_000;

/** One short line at the bottom of the page, gone after a while. The region stays, so that screen readers hear what comes into it. */
export function useToast() {
  const [toast, setToast] = useState<Toast>();
  const tell = useCallback<Tell>((text, bad = false) => setToast({ text, bad }), []);
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Shown anew each time, so that it lies above a dialog that was opened since.
    region.current?.hidePopover();
    region.current?.showPopover();
    const timer = setTimeout(() => setToast(undefined), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [toast]);
  const shown = (
    <div ref={region} class="toasts" popover="manual" role={toast?.bad ? 'alert' : 'status'}>
      {toast && <p class={toast.bad ? 'toast bad' : 'toast'}>{toast.text}</p>}
    </div>
  );
  return { tell, shown };
}
