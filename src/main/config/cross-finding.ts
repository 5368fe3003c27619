import type { ConfigPath } from './config-path.ts';
import type { Finding } from './explain.ts';
import { list } from './found.ts';
import { didYouMean } from './suggest.ts';

/** A finding may name another place of the file: `{line}` in its message becomes that place's line. */
export interface CrossFinding extends Finding {
  readonly see?: ConfigPath;
}

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? 'an' : 'a');

/** Says that nothing of the list has this id, and which one was perhaps meant. */
export function unknownId(what: string, id: string, known: readonly { readonly id: string }[], path: ConfigPath): Finding[] {
  if (known.some((item) => item.id === id)) return [];
  const ids = known.map((item) => item.id);
  const near = didYouMean(id, ids);
  const some = ids.length === 0 ? `; there is no ${what} yet` : ids.length <= 8 ? `; known: ${list(ids)}` : '';
  return [{ path, message: `expected the id of ${article(what)} ${what}, found "${id}"${near === '' ? some : near}` }];
}

/** Says of every entry but the first with an id where that stands already. */
export function duplicateIds(section: ConfigPath, items: readonly object[]): CrossFinding[] {
  const first = new Map<string, number>();
  return items.flatMap((item, index) => {
    if (!('id' in item) || typeof item.id !== 'string') return [];
    const earlier = first.get(item.id);
    if (earlier === undefined) first.set(item.id, index);
    return earlier === undefined
      ? []
      : [{ path: [...section, index, 'id'], message: `expected an id of its own, found "${item.id}", which stands on line {line} already`, see: [...section, earlier, 'id'] }];
  });
}
