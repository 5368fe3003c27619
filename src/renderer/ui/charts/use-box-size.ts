import { useLayoutEffect, useState, type RefObject } from 'react';

export interface BoxSize {
  readonly width: number;
  readonly height: number;
  readonly fontPx: number;
}

/** The box's size and its text size, from which all of the chart's measures follow, so that a wall may scale it. */
export function useBoxSize(box: RefObject<HTMLElement | null>): BoxSize | null {
  const [size, setSize] = useState<BoxSize | null>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => {
      const next = { width: element.clientWidth, height: element.clientHeight, fontPx: parseFloat(getComputedStyle(element).fontSize) };
      setSize((known) => (known && known.width === next.width && known.height === next.height && known.fontPx === next.fontPx ? known : next));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [box]);
  return size && size.width > 0 && size.height > 0 ? size : null;
}
