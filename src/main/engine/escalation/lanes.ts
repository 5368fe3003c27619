/** Runs work in lanes, at most `width` at a time in each and in order of arrival: a receiver that hangs delays its own calls only. */
export function createLanes(width: number): (lane: string, work: () => Promise<void>) => void {
  const lanes = new Map<string, { running: number; readonly waiting: (() => Promise<void>)[] }>();
  const advance = (name: string): void => {
    const lane = lanes.get(name);
    if (lane === undefined || lane.running >= width) return;
    const work = lane.waiting.shift();
    if (work === undefined) {
      if (lane.running === 0) lanes.delete(name);
      return;
    }
    lane.running += 1;
    void work().finally(() => {
      lane.running -= 1;
      advance(name);
    });
    advance(name);
  };
  return (name, work) => {
    const lane = lanes.get(name) ?? { running: 0, waiting: [] };
    lanes.set(name, lane);
    lane.waiting.push(work);
    advance(name);
  };
}
