import { useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { IncidentId } from '../../../shared/model/ids.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import { useIncidents, useLive, useWorkspace } from '../../lib/live-store.ts';
import { EmptyState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Failure, useRights } from '../session/index.ts';
import { DeclareForm } from './forms/DeclareForm.tsx';
import { KeysHelp } from './forms/KeysHelp.tsx';
import { MergeForm } from './forms/MergeForm.tsx';
import { DismissForm } from './forms/ReasonForms.tsx';
import { KeyButton } from './Key.tsx';
import { ClosedList } from './list/ClosedList.tsx';
import { FilterBar } from './list/FilterBar.tsx';
import { OpenList } from './list/OpenList.tsx';
import { moveFocus, proposalAt } from './list/steer.ts';
import { areFiltered, matches, readFilters, writeFilters, type Filters } from './rules/filters.ts';
import { useActAnywhere } from './use-act.ts';
import { useLetterKeys, useShortcuts } from './use-shortcuts.ts';
import styles from './list/list.module.css';

const NEW = '/incidents/new';
const KEYS: readonly (readonly [string, string])[] = [
  ['N', 'Declare an incident…'],
  ['J', 'Next row (also ↓)'],
  ['/', 'Find'],
  ['K', 'Previous row (also ↑)'],
  ['A', 'Accept the proposal'],
  ['Enter', 'Open the row'],
  ['X', 'Dismiss the proposal…'],
  ['G', 'Merge the proposal into another incident…'],
  ['?', 'This list'],
];

type Asked = { readonly form: 'dismiss' | 'merge'; readonly incident: Incident } | { readonly form: 'keys' };

/** All incidents: open ones and proposals first, then those that are over. `/incidents/new` declares one. */
export function IncidentsPage() {
  const [location, navigate] = useLocation();
  const search = useSearch();
  const filters = readFilters(search);
  const services = useLive((state) => state.servicesById);
  const known = useWorkspace() !== null;
  const open = useIncidents().filter((incident) => matches(incident, filters, services));
  const proposals = open.filter(({ standing }) => standing === 'proposed');
  const rights = useRights();
  const steer = rights.may('operate') && rights.may('publish');
  const [asked, setAsked] = useState<Asked | null>(null);
  const [letters, setLetters] = useLetterKeys();
  const find = useRef<HTMLInputElement>(null);
  const act = useActAnywhere();
  // Done again once the PIN that it wanted was given.
  const [accepted, setAccepted] = useState<IncidentId | null>(null);
  const onProposal = (run: (incident: Incident) => void) => () => {
    const incident = steer ? proposalAt(proposals) : null;
    if (incident !== null) run(incident);
  };
  const accept = ({ id }: Incident) => {
    setAccepted(id);
    act.run(id, { type: 'accept' });
  };
  const setFilters = (next: Filters) => navigate(`/incidents${writeFilters(next, search)}`, { replace: true });
  const acts = { accept, dismiss: (incident: Incident) => setAsked({ form: 'dismiss', incident }), merge: (incident: Incident) => setAsked({ form: 'merge', incident }) };
  useShortcuts({ n: () => (steer ? navigate(NEW) : undefined), '/': () => find.current?.focus(), j: () => moveFocus(1), k: () => moveFocus(-1), a: onProposal(acts.accept), x: onProposal(acts.dismiss), g: onProposal(acts.merge) }, letters);
  useShortcuts({ arrowdown: () => moveFocus(1), arrowup: () => moveFocus(-1), '?': () => setAsked({ form: 'keys' }) });
  const close = () => setAsked(null);
  const leaveNew = () => navigate(`/incidents${writeFilters(filters)}`, { replace: true });
  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <h1 className={styles.title}>Incidents</h1>
        <FilterBar filters={filters} onChange={setFilters} field={find} />
        {steer ? (
          <KeyButton kind="primary" keys="n" letters={letters} onClick={() => navigate(NEW)}>
            Declare an incident…
          </KeyButton>
        ) : null}
      </header>
      <div className={styles.body}>
        <Failure error={act.error} what="Not accepted" onPin={() => (accepted === null ? undefined : act.run(accepted, { type: 'accept' }))} />
        {known ? <OpenList incidents={open} filtered={areFiltered(filters)} may={steer ? acts : null} letters={letters} busy={act.busy} /> : <Skeleton units={16} label="Loading the incidents" />}
        <ClosedList filters={filters} />
      </div>
      {location === NEW && steer ? <DeclareForm onDone={(made) => navigate(`/incidents/${made.id}`, { replace: true })} onClose={leaveNew} /> : null}
      {location === NEW && rights.known && !steer ? <EmptyState title="Declaring an incident needs the rights “publish” and “operate”">This screen does not have them. Whoever has “admin” can give them in Settings, Seats and people.</EmptyState> : null}
      {asked === null ? null : asked.form === 'keys' ? <KeysHelp keys={KEYS} letters={letters} onLetters={setLetters} onClose={close} /> : asked.form === 'merge' ? <MergeForm incident={asked.incident} onClose={close} /> : <DismissForm incident={asked.incident} onClose={close} />}
    </main>
  );
}
