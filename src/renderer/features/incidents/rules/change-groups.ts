import type { ChangeOfIncident } from '../../../../shared/model/change.ts';

export interface ChangeGroup {
  readonly key: 'affected' | 'unsaid' | 'others' | 'since';
  /** Null: what everybody looks for needs no heading. */
  readonly name: string | null;
  readonly changes: readonly ChangeOfIncident[];
}

const NAMES = { affected: null, unsaid: 'Of no service that is known', others: 'Of other services', since: 'Since it began' } as const;

const keyOf = ({ relation: { early, affected } }: ChangeOfIncident): ChangeGroup['key'] => (!early ? 'since' : affected === true ? 'affected' : affected === null ? 'unsaid' : 'others');

/** Changes under headings, in the order in which they come. */
export function changeGroups(changes: readonly ChangeOfIncident[]): readonly ChangeGroup[] {
  const groups = Map.groupBy(changes, keyOf);
  return [...groups].map(([key, of]) => ({ key, name: NAMES[key], changes: of }));
}
