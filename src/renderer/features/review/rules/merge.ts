interface Item {
  readonly id: string;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const orderOf = (list: readonly Item[], among: ReadonlySet<string>): string => list.filter(({ id }) => among.has(id)).map(({ id }) => id).join(' ');

/**
 * What a list is to be when two people changed it at once, from what both began with (`base`): what only one of them changed, added or
 * took away is as that one made it; what both changed is mine; what one took away and the other changed stays. Pure.
 */
export function mergeById<T extends Item>(base: readonly T[], mine: readonly T[], theirs: readonly T[]): readonly T[] {
  const [before, own, other] = [base, mine, theirs].map((list) => new Map(list.map((item) => [item.id, item]))) as [Map<string, T>, Map<string, T>, Map<string, T>];
  const merged = (id: string): T | null => {
    const [was, my, their] = [before.get(id), own.get(id), other.get(id)];
    if (my === undefined && their === undefined) return null;
    if (my === undefined) return was === undefined || !same(was, their) ? (their ?? null) : null;
    if (their === undefined) return was === undefined || !same(was, my) ? my : null;
    return was !== undefined && same(was, my) ? their : my;
  };
  const both = new Set([...own.keys()].filter((id) => before.has(id) && other.has(id)));
  const iMoved = orderOf(base, both) !== orderOf(mine, both);
  const [leading, following] = iMoved ? [mine, theirs] : [theirs, mine];
  const order = leading.map(({ id }) => id);
  following.forEach(({ id }, index) => {
    if (order.includes(id)) return;
    const previous = following.slice(0, index).findLast((item) => order.includes(item.id));
    order.splice(previous === undefined ? 0 : order.indexOf(previous.id) + 1, 0, id);
  });
  return order.map(merged).filter((item) => item !== null);
}
