import { useLayoutEffect, useState, type RefObject } from 'react';

export interface Area {
  readonly width: number;
  readonly height: number;
}

/** The size of an element in CSS pixels, before the first paint and whenever it changes; null until it is known. */
export function useArea(element: RefObject<HTMLElement | null>): Area | null {
  const [area, setArea] = useState<Area | null>(null);
  useLayoutEffect(() => {
    const node = element.current;
    if (node === null) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = node;
      setArea((before) => (before?.width === width && before.height === height ? before : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return area;
}
