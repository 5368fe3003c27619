/** Numbers closer together than this are made anew. */
const CLOSEST = 1e-6;

/**
 * Places for a list in the order that it is to have, changing as few of the places it has as can be: those of the longest run that is
 * in order already stay, and everything else goes between. Pure.
 */
export function placeAmong<K extends string>(ids: readonly K[], placeOf: (id: K) => number | null): Map<K, number> {
  const kept = longestRise(ids.flatMap((id) => {
    const place = placeOf(id);
    return place === null ? [] : [{ id, place }];
  }));
  const places = new Map<K, number>();
  let before: number | null = null;
  for (const [index, id] of ids.entries()) {
    const own = kept.get(id);
    const next: number = own ?? between(before, ids.slice(index + 1).map((each) => kept.get(each)).find((place) => place !== undefined) ?? null);
    if (before !== null && next - before < CLOSEST) return new Map(ids.map((each, place) => [each, place + 1]));
    places.set(id, next);
    before = next;
  }
  return places;
}

function between(before: number | null, after: number | null): number {
  if (before === null) return after === null ? 1 : after - 1;
  return after === null ? before + 1 : (before + after) / 2;
}

/** The longest subsequence whose places rise; of lists of some hundred at most. */
function longestRise<K extends string>(items: readonly { readonly id: K; readonly place: number }[]): Map<K, number> {
  const best: { readonly length: number; readonly before: number }[] = [];
  for (const [index, { place }] of items.entries()) {
    let [length, before] = [1, -1];
    for (let earlier = 0; earlier < index; earlier += 1) {
      const reached = best[earlier]?.length ?? 0;
      if ((items[earlier]?.place ?? Infinity) < place && reached + 1 > length) [length, before] = [reached + 1, earlier];
    }
    best.push({ length, before });
  }
  let at = best.reduce((longest, { length }, index) => (length > (best[longest]?.length ?? 0) ? index : longest), -1);
  const run: [K, number][] = [];
  for (let item = items[at]; item !== undefined; at = best[at]?.before ?? -1, item = items[at]) run.push([item.id, item.place]);
  return new Map(run.toReversed());
}
