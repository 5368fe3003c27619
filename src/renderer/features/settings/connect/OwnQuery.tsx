import { useState } from 'react';
import { SIGNAL_KINDS, Stat, Unit } from '../../../../shared/model/config.ts';
import type { Proposal } from '../../../../shared/model/connect.ts';
import type { SourceConfig } from '../../../../shared/model/sources/index.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useServices, useWorkspace } from '../../../lib/live-store.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { readTyped, typedUnit } from '../../../lib/typed-number.ts';
import { groupProposals } from './choices.ts';
import { addOwn, changeOwn, removeOwn, type ConnectState } from './draft-store.ts';
import { readOwn, UNIT_OF_KIND, type OwnField } from './own.ts';
import { PreviewCell } from './PreviewCell.tsx';
import { SeriesChoice } from './SeriesChoice.tsx';
import { useLater } from '../../../lib/use-later.ts';
import { usePreview } from './use-preview.ts';
import styles from './connect.module.css';

const KIND_WORD = { latency: 'latency', errorRate: 'error rate', traffic: 'traffic', saturation: 'saturation', availability: 'availability', custom: 'something else' } as const;
const UNIT_WORD: Readonly<Record<Unit, string>> = { s: 'seconds', ms: 'milliseconds', ratio: 'ratio, 0 to 1', percent: 'per cent', perSecond: 'per second', count: 'count', bytes: 'bytes', bool: 'up = 1, down = 0', none: 'none' };
const KINDS = SIGNAL_KINDS.map((value) => ({ value, label: KIND_WORD[value] }));
const UNITS = Unit.options.map((value) => ({ value, label: UNIT_WORD[value] }));
const STATS = Stat.options.map((value) => ({ value, label: value }));
const NEW = '';
const SETTLED_MS = 600;

/** Services that a signal can be given to: those just found, then those the workspace has. */
function useKnownServices(state: ConnectState): readonly { readonly id: string; readonly name: string }[] {
  const demo = useWorkspace()?.demo ?? false;
  const live = useServices();
  const found = groupProposals([...(state.proposals ?? []), ...state.own]).map(({ service, serviceName }) => ({ id: service, name: serviceName }));
  const others = demo ? [] : live.filter(({ id }) => !found.some((one) => one.id === id)).map(({ id, name }) => ({ id: String(id), name }));
  return [...found, ...others];
}

/** A signal from a query that nobody proposed. */
export function OwnQuery({ state, setup, language }: { state: ConnectState; setup: SourceConfig | null; language: string }) {
  const { ownDraft: draft } = state;
  const services = useKnownServices(state);
  const [tried, setTried] = useState(false);
  const query = useLater(draft.query.trim(), SETTLED_MS);
  const preview = usePreview(setup === null || query === '' ? null : { setup, query, select: draft.select, unit: draft.unit, kind: draft.kind });
  const read = readOwn(draft, services, `own-${state.own.length + 1}-${draft.name.trim()}`);
  const problem = (field: OwnField): string | null => (tried && !read.ok ? (read.problems[field] ?? null) : null);
  const several = preview.state === 'ready' && preview.preview.total > 1 ? preview.preview : null;
  const add = () => {
    setTried(!read.ok);
    if (read.ok) addOwn(read.proposal);
  };
  return (
    <div className={styles.own}>
      {state.own.length === 0 ? null : (
        <ul className={styles.rows} aria-label="Queries of your own">
          {state.own.map((proposal) => (
            <OwnRow key={proposal.key} proposal={proposal} setup={setup} />
          ))}
        </ul>
      )}
      <div className={styles.form}>
        <div className={styles.whole}>
          <Field kind="code" lines={3} label={language} hint="One number: an expression that gives a single series" value={draft.query} onChange={(text) => changeOwn({ query: text, select: null })} error={problem('query')} />
        </div>
        {setup === null ? (
          <p className={`${styles.whole} ${styles.quiet}`}>Test the connection above; then the query is tried while you write it.</p>
        ) : query === '' || (several !== null && draft.select === null) ? null : (
          <div className={`${styles.whole} ${styles.ownPreview}`} role="status">
            <PreviewCell of={preview} unit={draft.unit} limit={readTyped(draft.limit, draft.unit) ?? null} />
          </div>
        )}
        {several === null ? null : (
          <div className={styles.whole}>
            <SeriesChoice preview={several} select={draft.select} onChange={(select) => changeOwn({ select })} />
          </div>
        )}
        <Field label="Name on the screen" value={draft.name} onChange={(name) => changeOwn({ name: name.slice(0, 80) })} error={problem('name')} />
        <SelectField
          label="Service"
          value={draft.service}
          options={[...services.map(({ id, name }) => ({ value: id, label: plain(name, 80) })), { value: NEW, label: 'a new service' }]}
          onChange={(service) => changeOwn({ service })}
          error={services.some(({ id }) => id === draft.service) ? problem('service') : null}
        />
        {draft.service === NEW ? <Field label="Name of the new service" value={draft.newService} onChange={(newService) => changeOwn({ newService: newService.slice(0, 80) })} error={problem('service')} /> : null}
        <SelectField label="Measures" value={draft.kind} options={KINDS} onChange={(kind) => changeOwn({ kind, unit: UNIT_OF_KIND[kind] })} />
        {draft.kind === 'latency' ? <SelectField label="Statistic" value={draft.stat} options={STATS} onChange={(stat) => changeOwn({ stat })} /> : null}
        <SelectField label="Unit of the number" value={draft.unit} options={UNITS} onChange={(unit) => changeOwn({ unit })} />
        <Field label="Asked every, in seconds" hint="Late after two of these without a new sample, blind after five" kind="number" value={draft.everySeconds} onChange={(everySeconds) => changeOwn({ everySeconds })} error={problem('every')} />
        {draft.unit === 'bool' ? null : <Field label={`Limit${limitWord(draft.unit)}`} hint="A warning after three samples above it" kind="number" placeholder="no limit" value={draft.limit} onChange={(limit) => changeOwn({ limit })} error={problem('limit')} />}
      </div>
      <Button onClick={add}>Take this query</Button>
    </div>
  );
}

const limitWord = (unit: Unit): string => {
  const word = typedUnit(unit)?.word ?? '';
  return word === '' ? '' : `, in ${word}`;
};

function OwnRow({ proposal, setup }: { proposal: Proposal; setup: SourceConfig | null }) {
  const { query, select, unit, kind } = proposal;
  const preview = usePreview(setup === null ? null : { setup, query, select, unit, kind });
  return (
    <li className={styles.ownRow} data-proposal={proposal.key}>
      <span className={styles.ownName}>
        {plain(proposal.name, 80)} <span className={styles.quiet}>{plain(proposal.serviceName, 80)}</span>
      </span>
      <PreviewCell of={preview} unit={unit} limit={proposal.above} />
      <Button kind="quiet" label={`Leave out ${plain(proposal.name, 80)}`} onClick={() => removeOwn(proposal.key)}>
        Leave out
      </Button>
    </li>
  );
}
