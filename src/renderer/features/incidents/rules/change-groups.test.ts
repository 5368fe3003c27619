import { describe, expect, it } from 'vitest';
import type { ChangeOfIncident } from '../../../../shared/model/change.ts';
import { changeGroups } from './change-groups.ts';

const change = (title: string, affected: boolean | null, early = true): ChangeOfIncident => ({ title, relation: { affected, fromOnsetMs: 0, early } }) as ChangeOfIncident;

describe('changes around an incident', () => {
  it('stand under headings where they are not what everybody looks for', () => {
    const groups = changeGroups([change('a', true), change('b', true), change('c', null), change('d', false), change('e', true, false), change('f', false, false)]);
    expect(groups.map(({ name, changes }) => [name, changes.map(({ title }) => title).join(' ')])).toEqual([[null, 'a b'], ['Of no service that is known', 'c'], ['Of other services', 'd'], ['Since it began', 'e f']]);
    expect(changeGroups([])).toEqual([]);
  });
});
