import type { ItemId } from '../../../../shared/model/ids.ts';
import type { Why } from '../../../../shared/model/review.ts';

/** What people write of a question; who wrote it, and when, is added by the engine. */
export type WhyText = Pick<Why, 'id' | 'parent' | 'question' | 'answer' | 'evidence' | 'meant'>;
export type WhyTree = readonly WhyText[];

/** A question with its place in the tree. */
export interface Placed {
  readonly why: WhyText;
  readonly depth: number;
  readonly first: boolean;
  readonly last: boolean;
}

const childrenOf = (tree: WhyTree, parent: ItemId | null): WhyTree => tree.filter((why) => why.parent === parent);

/** Every question after the one that it hangs on, as the tree is read; brothers and sisters in the order of the list. */
export function readingOrder(tree: WhyTree): readonly Placed[] {
  const below = Map.groupBy(tree, ({ parent }) => parent);
  const placed: Placed[] = [];
  const walk = (parent: ItemId | null, depth: number): void => {
    const siblings = below.get(parent) ?? [];
    siblings.forEach((why, index) => {
      placed.push({ why, depth, first: index === 0, last: index === siblings.length - 1 });
      walk(why.id, depth + 1);
    });
  };
  walk(null, 0);
  return placed;
}

/** A tree again, whatever two people did to it at once: what hangs on nothing, or on itself, becomes a branch of its own. */
export function asTree(list: WhyTree): WhyTree {
  const ids = new Set(list.map(({ id }) => id));
  const rooted = list.map((why) => (why.parent === null || ids.has(why.parent) ? why : { ...why, parent: null }));
  const found = new Set(readingOrder(rooted).map(({ why }) => why.id));
  const circling = rooted.find(({ id }) => !found.has(id));
  return circling === undefined ? readingOrder(rooted).map(({ why }) => why) : asTree(rooted.map((why) => (why.id === circling.id ? { ...why, parent: null } : why)));
}

const subtree = (tree: WhyTree, id: ItemId): ReadonlySet<ItemId> => {
  const ids = new Set([id]);
  for (const { why } of readingOrder(tree)) if (why.parent !== null && ids.has(why.parent)) ids.add(why.id);
  return ids;
};

/** Puts a question behind another one and all that hangs on it. */
const after = (tree: WhyTree, id: ItemId, added: WhyText): WhyTree => {
  const index = tree.findIndex((why) => why.id === id);
  return asTree([...tree.slice(0, index + 1), added, ...tree.slice(index + 1)]);
};

const parentOf = (tree: WhyTree, id: ItemId): ItemId | null => tree.find((why) => why.id === id)?.parent ?? null;

/** A further answer to what its neighbour answers. */
export const addSibling = (tree: WhyTree, id: ItemId, fresh: Omit<WhyText, 'parent'>): WhyTree => after(tree, id, { ...fresh, parent: parentOf(tree, id) });

/** Asks on from an answer, or begins a branch. */
export const addChild = (tree: WhyTree, parent: ItemId | null, fresh: Omit<WhyText, 'parent'>): WhyTree => asTree([...tree, { ...fresh, parent }]);

export const edit = (tree: WhyTree, id: ItemId, change: Partial<Omit<WhyText, 'id' | 'parent'>>): WhyTree => tree.map((why) => (why.id === id ? { ...why, ...change } : why));

/** Takes a question away with everything that was asked on from it. */
export function remove(tree: WhyTree, id: ItemId): WhyTree {
  const gone = subtree(tree, id);
  return tree.filter((why) => !gone.has(why.id));
}

export type Move = 'up' | 'down' | 'in' | 'out';

/** Moves a question with all that hangs on it; the tree as it is where there is no such place. */
export function move(tree: WhyTree, id: ItemId, where: Move): WhyTree {
  const parent = parentOf(tree, id);
  const siblings = childrenOf(tree, parent);
  const index = siblings.findIndex((why) => why.id === id);
  const [self, before, behind] = [siblings[index], siblings[index - 1], siblings[index + 1]];
  if (self === undefined) return tree;
  const without = tree.filter((why) => why.id !== id);
  switch (where) {
    case 'in':
      return before === undefined ? tree : asTree([...without, { ...self, parent: before.id }]);
    case 'out':
      return parent === null ? tree : after(without, parent, { ...self, parent: parentOf(tree, parent) });
    case 'down':
      return behind === undefined ? tree : after(without, behind.id, self);
    case 'up':
    default: {
      if (before === undefined) return tree;
      const place = without.findIndex((why) => why.id === before.id);
      return asTree([...without.slice(0, place), self, ...without.slice(place)]);
    }
  }
}
