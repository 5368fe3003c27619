export type Direction = 'left' | 'right' | 'up' | 'down';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const DIRECTION: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };
export const directionOf = (key: string): Direction | null => DIRECTION[key] ?? null;

const centre = (box: Box): { x: number; y: number } => ({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });

/** Index of the box that an arrow key leads to; null where there is none in that direction. Sideways distance counts twice. */
export function nextInDirection(boxes: readonly Box[], from: number, direction: Direction): number | null {
  const start = boxes[from];
  if (start === undefined) return null;
  const origin = centre(start);
  let best: number | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  boxes.forEach((box, index) => {
    const { x, y } = centre(box);
    const forward = { left: origin.x - x, right: x - origin.x, up: origin.y - y, down: y - origin.y }[direction];
    const aside = direction === 'left' || direction === 'right' ? Math.abs(y - origin.y) : Math.abs(x - origin.x);
    const distance = forward + 2 * aside;
    if (index === from || forward <= 1 || distance >= bestDistance) return;
    [best, bestDistance] = [index, distance];
  });
  return best;
}
