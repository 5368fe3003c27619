import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';

type Group = Readonly<Record<string, unknown>>;

const isGroup = (value: unknown): value is Group => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A value as a person would write it: without what the format fills in by itself, keys in the order of `order`, unknown ones
 * behind. What `before` says stays said, and of a group that could be empty the first key stays.
 */
export function minimal(schema: z.ZodType, value: object, { before = {}, order }: { readonly before?: unknown; readonly order: readonly string[] }): Group {
  const meant = schema.parse(value);
  const means = (candidate: Group): boolean => {
    const parsed = schema.safeParse(candidate);
    return parsed.success && isDeepStrictEqual(parsed.data, meant);
  };
  const trim = (group: Group, said: unknown, whole: (part: Group) => Group): Group => {
    let left: Group = { ...group };
    for (const key of Object.keys(group).toReversed()) {
      const kept = isGroup(said) ? said[key] : undefined;
      const { [key]: inner, ...without } = left;
      if (kept === undefined && Object.keys(without).length > 0 && means(whole(without))) left = without;
      else if (isGroup(inner)) left = { ...left, [key]: trim(inner, kept, (part) => whole({ ...left, [key]: part })) };
    }
    return left;
  };
  return inOrder(trim(meant as Group, before, (part) => part), order);
}

function inOrder(group: Group, order: readonly string[]): Group {
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.fromEntries(Object.entries(group).sort(([a], [b]) => rank(a) - rank(b)));
}
