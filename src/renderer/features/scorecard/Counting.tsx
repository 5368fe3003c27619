import { useState, type ReactNode } from 'react';
import { Dialog } from '../../ui/kit/Dialog.tsx';
import { Segments } from '../../ui/kit/Segments.tsx';
import type { Filters } from './rules/filters.ts';
import { countingText } from './rules/words.ts';
import styles from './scorecard.module.css';

const WHICH = [
  { value: 'out', label: 'Left out' },
  { value: 'in', label: 'Counted too' },
  { value: 'only', label: 'Nothing else' },
] as const;
const INSTANTS = [
  { value: 'corrected', label: 'As corrected' },
  { value: 'recorded', label: 'As first recorded' },
] as const;
const FROM = [
  { value: 'impact', label: 'The start of the impact' },
  { value: 'detection', label: 'Detection' },
] as const;

/** How it is counted, in words, and the way to count otherwise. */
export function Counting({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const [open, setOpen] = useState(false);
  const set = (part: Partial<Filters>) => onChange({ ...filters, ...part });
  return (
    <>
      {countingText(filters)}{' '}
      <button type="button" className={styles.inline} onClick={() => setOpen(true)}>
        Count otherwise…
      </button>
      {open ? (
        <Dialog title="How it is counted" lead="Changes show at once, and stand in the address." onClose={() => setOpen(false)}>
          <div className={styles.choices}>
            <Choice title="Drills and tests">
              <Segments label="Drills and tests" value={filters.drills} options={WHICH} onChange={(drills) => set({ drills })} />
            </Choice>
            <Choice title="Incidents that began under maintenance">
              <Segments label="Incidents that began under maintenance" value={filters.maintenance} options={WHICH} onChange={(maintenance) => set({ maintenance })} />
            </Choice>
            <Choice title="Times">
              <Segments label="Times" value={filters.instants} options={INSTANTS} onChange={(instants) => set({ instants })} />
            </Choice>
            <Choice title="Time to resolve counts from">
              <Segments label="Time to resolve counts from" value={filters.resolveFrom} options={FROM} onChange={(resolveFrom) => set({ resolveFrom })} />
            </Choice>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}

function Choice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <p className={styles.choiceTitle}>{title}</p>
      {children}
    </div>
  );
}
