import { useEffect, useState, type RefObject } from 'react';

/** True while the element is on the screen or nearly so. */
export function useSeen(element: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const observer = new IntersectionObserver((entries) => setSeen(entries.some(({ isIntersecting }) => isIntersecting)), { rootMargin: '120px' });
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return seen;
}
