import type { Person } from '../../../../shared/model/entities.ts';
import { PersonId } from '../../../../shared/model/ids.ts';
import { RIGHTS, type Right } from '../../../../shared/model/rights.ts';

export const RIGHT_WORDS: Readonly<Record<Right, string>> = {
  view: 'look',
  publish: 'publish updates',
  operate: 'operate',
  approve: 'approve',
  admin: 'change settings (admin)',
};

/** "look, operate". */
export const rightsText = (rights: readonly Right[]): string => (rights.length === 0 ? 'nothing' : rights.map((right) => RIGHT_WORDS[right]).join(', '));

/** Who everything belongs to while the configuration names nobody. */
export const OWNER: Person = { id: PersonId.parse('owner'), name: 'Owner', rights: [...RIGHTS], roles: [] };
