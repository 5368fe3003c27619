import { useState } from 'react';
import { plain } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { SelectField } from '../../../ui/kit/Field.tsx';
import { ROW_TYPES } from '../../../../shared/text/timeline-words.ts';
import { usePeople } from '../../incidents/index.ts';
import { areFiltered, incidentOf, NO_FILTERS, type AuditFilters } from './audit-filters.ts';
import { WORKSPACE_TYPES } from '../../../../shared/text/audit-words.ts';
import styles from './audit.module.css';

const TYPES: readonly { readonly value: string; readonly label: string }[] = [
  { value: '', label: 'Every kind' },
  ...WORKSPACE_TYPES.map(([value, label]) => ({ value, label })),
  ...ROW_TYPES.map(([value, label]) => ({ value, label: `Incidents: ${label.toLowerCase()}` })),
];
const HOLDFAST = { value: 'holdfast', label: 'Holdfast itself' };

/** Keeps a value of the address that the list does not offer: a link of somebody else must not narrow to something else. */
const withValue = (options: readonly { readonly value: string; readonly label: string }[], value: string | null) => (value === null || options.some((option) => option.value === value) ? options : [...options, { value, label: plain(value, 40) }]);

export function FilterBar({ filters, onChange }: { filters: AuditFilters; onChange: (filters: AuditFilters) => void }) {
  const people = usePeople();
  const actors = withValue([{ value: '', label: 'Everybody' }, HOLDFAST, ...people.map(({ id, name }) => ({ value: id, label: plain(name, 40) }))], filters.actor);
  const [typed, setTyped] = useState(filters.incident ?? '');
  const change = (text: string) => {
    setTyped(text);
    const incident = incidentOf(text);
    if (incident !== filters.incident) onChange({ ...filters, incident });
  };
  const wrong = typed.trim() !== '' && incidentOf(typed) === null;
  return (
    <div className={styles.filters} role="search">
      <SelectField label="Kind" hideLabel value={filters.type ?? ''} options={withValue(TYPES, filters.type)} onChange={(type) => onChange({ ...filters, type: type === '' ? null : type })} />
      <SelectField label="Who" hideLabel value={filters.actor ?? ''} options={actors} onChange={(actor) => onChange({ ...filters, actor: actor === '' ? null : actor })} />
      <input className={styles.find} type="search" aria-label="Incident" aria-invalid={wrong} placeholder="INC-2026-0042" value={typed} onChange={(event) => change(event.currentTarget.value)} />
      {areFiltered(filters) || typed !== '' ? (
        <Button kind="quiet" onClick={() => (setTyped(''), onChange(NO_FILTERS))}>
          Show all
        </Button>
      ) : null}
    </div>
  );
}
