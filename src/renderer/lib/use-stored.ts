import { useCallback, useState } from 'react';

/** Where a screen keeps its own small choices; a browser may refuse it (private mode, policy), and then they last until reload. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Full or forbidden: the choice holds for this page.
  }
}

/** A choice of this screen that outlives a reload. `parse` must take anything: the store belongs to whoever sits at the browser. */
export function useStored<T>(key: string, parse: (text: string | null) => T, format: (value: T) => string): [T, (value: T) => void] {
  const [held, setHeld] = useState(() => ({ key, value: parse(read(key)) }));
  const current = held.key === key ? held.value : parse(read(key));
  const set = useCallback(
    (value: T) => {
      write(key, format(value));
      setHeld({ key, value });
    },
    [key, format],
  );
  return [current, set];
}
