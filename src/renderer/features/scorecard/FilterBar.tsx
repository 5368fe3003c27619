import { useState } from 'react';
import { CAUSE_CATEGORIES } from '../../../shared/model/review.ts';
import { SEVERITIES } from '../../../shared/model/severity.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useServices } from '../../lib/live-store.ts';
import { useCall } from '../../platform/use-call.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { SelectField } from '../../ui/kit/Field.tsx';
import { areFiltered, NO_FILTERS, type Filters } from './rules/filters.ts';
import { daysOf, isDay, PRESET_WORD, PRESETS } from './rules/period.ts';
import type { Card } from './use-card.ts';
import styles from './scorecard.module.css';

const CUSTOM = 'custom';
const KIND = 'kind:';
const ONE_CAUSE = 'cause:';
const MOST_CAUSES = 100;
const EVERY = '';
const TIERS = ['1', '2', '3'] as const;

const chosen = <T extends string>(all: readonly T[], value: string): T | null => all.find((each) => each === value) ?? null;

/** What the card is narrowed to; all of it stands in the address. */
export function FilterBar({ card }: { card: Card }) {
  const { filters, change, bounds, timeZone } = card;
  const services = useServices();
  const { period } = filters;
  const days = daysOf(bounds, timeZone);
  const set = (part: Partial<Filters>) => change({ ...filters, ...part });
  const named = services.some(({ id }) => id === filters.service);
  return (
    <div className={styles.filters} role="search" aria-label="Period and filters">
      <SelectField
        label="Period"
        hideLabel
        value={'preset' in period ? period.preset : CUSTOM}
        options={[...PRESETS.map((value) => ({ value: value as string, label: PRESET_WORD[value] })), { value: CUSTOM, label: 'Own days' }]}
        onChange={(value) => {
          const preset = chosen(PRESETS, value);
          set({ period: preset === null ? days : { preset } });
        }}
      />
      {'first' in period ? <Days first={period.first} last={period.last} onChange={(first, last) => set({ period: { first, last } })} /> : null}
      <SelectField
        label="Service"
        hideLabel
        value={filters.service ?? EVERY}
        options={[{ value: EVERY, label: 'All services' }, ...services.map(({ id, name }) => ({ value: id as string, label: plain(name, 40) })), ...(filters.service === null || named ? [] : [{ value: filters.service as string, label: filters.service as string }])]}
        onChange={(value) => set({ service: services.find(({ id }) => id === value)?.id ?? null })}
      />
      <SelectField label="Severity" hideLabel value={filters.severity ?? EVERY} options={[{ value: EVERY, label: 'All severities' }, ...SEVERITIES.map((value) => ({ value: value as string, label: value }))]} onChange={(value) => set({ severity: chosen(SEVERITIES, value) })} />
      <SelectField label="Tier" hideLabel value={filters.tier ?? EVERY} options={[{ value: EVERY, label: 'All tiers' }, ...TIERS.map((value) => ({ value: value as string, label: `Tier ${value}` }))]} onChange={(value) => set({ tier: chosen(TIERS, value) })} />
      <CauseField filters={filters} onChange={set} />
      {areFiltered(filters) ? (
        <Button kind="quiet" onClick={() => change({ ...NO_FILTERS, period })}>
          Show all
        </Button>
      ) : null}
    </div>
  );
}

/** Causes that incidents were found to have, and the kinds that causes are of. */
function CauseField({ filters: { cause, causeCategory }, onChange }: { filters: Filters; onChange: (part: Partial<Filters>) => void }) {
  const known = useCall('causes.list', { limit: MOST_CAUSES });
  const causes = known.data?.items ?? [];
  const named = cause === null || causes.some(({ id }) => id === cause);
  return (
    <SelectField
      label="Cause"
      hideLabel
      value={cause !== null ? `${ONE_CAUSE}${cause}` : causeCategory !== null ? `${KIND}${causeCategory}` : EVERY}
      options={[
        { value: EVERY, label: 'All causes' },
        ...CAUSE_CATEGORIES.map((category) => ({ value: `${KIND}${category}`, label: `Kind: ${category}` })),
        ...causes.map(({ id, name }) => ({ value: `${ONE_CAUSE}${id}`, label: plain(name, 60) })),
        ...(cause === null || named ? [] : [{ value: `${ONE_CAUSE}${cause}`, label: plain(cause, 60) }]),
      ]}
      onChange={(value) => onChange({ cause: causes.find(({ id }) => value === `${ONE_CAUSE}${id}`)?.id ?? null, causeCategory: CAUSE_CATEGORIES.find((category) => value === `${KIND}${category}`) ?? null })}
    />
  );
}

/** First and last day, as a person writes them; what is no day stays where it is typed and changes nothing. */
function Days({ first, last, onChange }: { first: string; last: string; onChange: (first: string, last: string) => void }) {
  return (
    <>
      <Day key={`first ${first}`} label="First day" value={first} onChange={(day) => onChange(day, day > last ? day : last)} />
      <span aria-hidden="true">–</span>
      <Day key={`last ${last}`} label="Last day" value={last} onChange={(day) => onChange(day < first ? day : first, day)} />
    </>
  );
}

function Day({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  const [text, setText] = useState(value);
  const known = isDay(text.trim());
  const take = () => (known && text.trim() !== value ? onChange(text.trim()) : undefined);
  return <input className={styles.day} aria-label={`${label}, such as 2026-12-31`} aria-invalid={!known} title={known ? undefined : 'Expected a day such as 2026-12-31'} value={text} onChange={(event) => setText(event.currentTarget.value)} onBlur={take} onKeyDown={(event) => (event.key === 'Enter' ? take() : undefined)} />;
}
