import { INCIDENT_KINDS } from '../../../shared/model/incident.ts';
import { CAUSE_CATEGORIES } from '../../../shared/model/review.ts';
import { TEXT_KINDS } from '../../../shared/model/search.ts';
import { SEVERITIES } from '../../../shared/model/severity.ts';
import { KIND_WORD } from '../../../shared/text/fact-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { CAUSE_CATEGORY_WORD } from '../../../shared/text/review-words.ts';
import { useServices } from '../../lib/live-store.ts';
import { useCall } from '../../platform/use-call.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { SelectField } from '../../ui/kit/Field.tsx';
import { isNarrowed, NOTHING_ASKED, type Asked } from './rules/address.ts';
import styles from './search.module.css';
import { TEXT_KIND_WORD } from './words.ts';

interface SearchFiltersProps {
  readonly asked: Asked;
  readonly onChange: (asked: Asked) => void;
}

/** Narrows a search; what is chosen stands in the address. */
export function SearchFilters({ asked, onChange }: SearchFiltersProps) {
  const services = useServices();
  const people = useCall('policy.get', {}).data?.people ?? [];
  const choice = <K extends keyof Asked, V extends string>(key: K, label: string, every: string, options: readonly { readonly value: V; readonly label: string }[]) => (
    <SelectField label={label} hideLabel value={(asked[key] ?? '') as V | ''} options={[{ value: '', label: every }, ...options]} onChange={(value) => onChange({ ...asked, [key]: value === '' ? null : value })} />
  );
  const day = (key: 'from' | 'to', label: string) => (
    <label className={styles.day}>
      <span>{label}</span>
      <input type="date" value={asked[key] ?? ''} onChange={(event) => onChange({ ...asked, [key]: event.currentTarget.value === '' ? null : event.currentTarget.value })} />
    </label>
  );
  return (
    <div className={styles.filters} role="group" aria-label="Filters">
      {choice('in', 'Where the words stand', 'In every text', TEXT_KINDS.map((value) => ({ value, label: `In: ${TEXT_KIND_WORD[value].toLowerCase()}` })))}
      {choice('service', 'Service', 'Every service', services.map(({ id, name }) => ({ value: id as string, label: plain(name, 40) })))}
      {choice('severity', 'Severity', 'Every severity', SEVERITIES.map((value) => ({ value, label: value })))}
      {choice('kind', 'Kind of incident', 'Every kind', INCIDENT_KINDS.map((value) => ({ value, label: KIND_WORD[value] })))}
      {choice('category', 'Category of the cause', 'Every cause', CAUSE_CATEGORIES.map((value) => ({ value, label: `Cause: ${CAUSE_CATEGORY_WORD[value].toLowerCase()}` })))}
      {choice('author', 'Who wrote in it', 'By everybody', people.map(({ id, name }) => ({ value: id, label: plain(name, 40) })))}
      {day('from', 'Began from')}
      {day('to', 'to')}
      {isNarrowed(asked) ? (
        <Button kind="quiet" onClick={() => onChange({ ...NOTHING_ASKED, q: asked.q, sort: asked.sort })}>
          Clear filters
        </Button>
      ) : null}
    </div>
  );
}
