import type { RefObject } from 'react';
import { Link } from 'wouter';
import { SEVERITIES } from '../../../../shared/model/severity.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useServices } from '../../../lib/live-store.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { SelectField } from '../../../ui/kit/Field.tsx';
import { areFiltered, NO_FILTERS, type Filters } from '../rules/filters.ts';
import styles from './list.module.css';

export interface FilterBarProps {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
  readonly field: RefObject<HTMLInputElement | null>;
}

/** Narrows the list; what is chosen stands in the address. */
export function FilterBar({ filters, onChange, field }: FilterBarProps) {
  const services = useServices();
  return (
    <div className={styles.filters} role="search">
      <input ref={field} className={styles.find} type="search" aria-label="Find an incident" placeholder="Number, title or service" value={filters.text} onChange={(event) => onChange({ ...filters, text: event.currentTarget.value })} />
      <SelectField
        label="Service"
        hideLabel
        value={filters.service ?? ''}
        options={[{ value: '', label: 'Every service' }, ...services.map(({ id, name }) => ({ value: id as string, label: plain(name, 40) }))]}
        onChange={(value) => onChange({ ...filters, service: services.find(({ id }) => id === value)?.id ?? null })}
      />
      <SelectField
        label="Severity"
        hideLabel
        value={filters.severity ?? ''}
        options={[{ value: '', label: 'Every severity' }, ...SEVERITIES.map((value) => ({ value: value as string, label: value }))]}
        onChange={(value) => onChange({ ...filters, severity: SEVERITIES.find((each) => each === value) ?? null })}
      />
      <Link className={styles.history ?? ''} href={filters.text.trim() === '' ? '/search' : `/search?${new URLSearchParams({ q: filters.text.trim() }).toString()}`}>
        {filters.text.trim() === '' ? 'Search history' : `Search history for “${plain(filters.text.trim(), 30)}”`}
      </Link>
      {areFiltered(filters) ? (
        <Button kind="quiet" onClick={() => onChange(NO_FILTERS)}>
          Show all
        </Button>
      ) : null}
    </div>
  );
}
