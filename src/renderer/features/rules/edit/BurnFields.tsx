import type { Slo } from '../../../../shared/model/incident.ts';
import { SEVERITIES } from '../../../../shared/model/severity.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatSpan } from '../../../../shared/time/format.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { CheckField, Field, SelectField } from '../../../ui/kit/Field.tsx';
import type { PairDraft } from './draft.ts';
import type { FormPart } from './form-parts.tsx';
import styles from './edit.module.css';

const MOST_PAIRS = 6;
const NEW_PAIR: PairDraft = { factor: '', long: '', short: '', severity: '' };
const PAIR_SEVERITIES = [{ value: '' as const, label: 'as rule' }, ...SEVERITIES.map((value) => ({ value, label: value }))];

/** How fast an error budget burns, over a long and a short window at once. */
export function BurnFields({ draft, change, problem, slo }: FormPart & { readonly slo: Slo | undefined }) {
  const setPair = (index: number, pair: Partial<PairDraft>) => change({ pairs: draft.pairs.map((each, at) => (at === index ? { ...each, ...pair } : each)) });
  return (
    <>
      {slo === undefined ? null : (
        <p className={styles.meaning}>
          {Number((slo.target * 100).toFixed(4))} % over {formatSpan(slo.windowSeconds * 1_000)}: {budgetWords(slo)} may be bad. A pair is bad while both of its windows burn that budget faster than its factor.
        </p>
      )}
      <Field
        label="Least requests in the short window"
        hint={slo === undefined || slo.traffic !== null ? 'Below this many the state is unknown' : 'Traffic is not known for this objective, so samples are counted; below this many the state is unknown'}
        kind="number"
        value={draft.minSamples}
        onChange={(minSamples) => change({ minSamples })}
        error={problem('minSamples')}
      />
      <CheckField label="Windows of your own" hint="The usual ones: 14.4× over 1 h and 5 min, 6× over 6 h and 30 min, 1× over 3 d and 6 h, scaled to the objective" checked={draft.ownPairs} onChange={(ownPairs) => change({ ownPairs })} />
      {draft.ownPairs ? (
        <div className={styles.pairs} role="group" aria-label="Pairs of windows">
          {draft.pairs.map((pair, index) => (
            // A pair has no name of its own; its place is what it is known by.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={index} className={styles.pairRow}>
              <Field label={index === 0 ? 'Factor' : `Factor of pair ${index + 1}`} hideLabel={index > 0} kind="number" value={pair.factor} onChange={(factor) => setPair(index, { factor })} />
              <Field label={index === 0 ? 'Long' : `Long window of pair ${index + 1}`} hideLabel={index > 0} placeholder="1h" value={pair.long} onChange={(long) => setPair(index, { long })} />
              <Field label={index === 0 ? 'Short' : `Short window of pair ${index + 1}`} hideLabel={index > 0} placeholder="5m" value={pair.short} onChange={(short) => setPair(index, { short })} />
              <SelectField label={index === 0 ? 'Severity' : `Severity of pair ${index + 1}`} hideLabel={index > 0} value={pair.severity} options={PAIR_SEVERITIES} onChange={(severity) => setPair(index, { severity })} />
              <button type="button" className={styles.drop} aria-label={`Leave out pair ${index + 1}`} title="Leave out" disabled={draft.pairs.length === 1} onClick={() => change({ pairs: draft.pairs.filter((_, at) => at !== index) })}>
                <svg viewBox="0 0 16 16" aria-hidden="true">
                  <path d="M3 3l10 10M13 3L3 13" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
                </svg>
              </button>
            </div>
          ))}
          {problem('pairs') === null ? null : <p className={styles.problem}>{problem('pairs')}</p>}
          {draft.pairs.length < MOST_PAIRS ? <Button onClick={() => change({ pairs: [...draft.pairs, NEW_PAIR] })}>Another pair</Button> : null}
        </div>
      ) : null}
    </>
  );
}

const budgetWords = ({ target }: Slo): string => {
  const bad = 1 - target;
  return bad >= 0.01 ? `${Number((bad * 100).toPrecision(3))} of 100 requests` : bad >= 0.001 ? `${Number((bad * 1_000).toPrecision(3))} of 1,000 requests` : `${Number((bad * 1e6).toPrecision(3))} of a million requests`;
};

/** Chooses an objective, or says how to have one. */
export function SloChoice({ draft, change, problem, slos }: FormPart & { readonly slos: readonly Slo[] }) {
  if (slos.length === 0 && draft.slo === '')
    return (
      <p className={styles.meaning} role="status">
        No objective is kept yet. One is added to holdfast.yaml under slos, such as <code>{'{ id: login-works, service: login, signal: login-errors, target: 99.9 }'}</code>, and can then be chosen here.
      </p>
    );
  const known = slos.map(({ id, name }) => ({ value: id as string, label: plain(name, 80) }));
  const options = [{ value: '', label: 'Choose an objective' }, ...known, ...(draft.slo === '' || slos.some(({ id }) => id === draft.slo) ? [] : [{ value: draft.slo, label: `${plain(draft.slo, 63)} (not there now)` }])];
  return <SelectField label="Objective" value={draft.slo} options={options} onChange={(slo) => change({ slo })} error={problem('slo')} />;
}
