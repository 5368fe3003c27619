import type { Signal } from '../../../../shared/model/entities.ts';
import { typedUnit } from '../../../lib/typed-number.ts';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import type { Direction, Season } from './draft.ts';
import { NowValue, type FormPart } from './form-parts.tsx';
import { countingMeaning } from './meaning.ts';
import styles from './edit.module.css';

export interface ConditionProps extends FormPart {
  readonly subject: Signal | undefined;
}

const unitWord = (subject: Signal | undefined): string => (subject === undefined ? '' : (typedUnit(subject.unit)?.word ?? ''));

const SIDES = [
  { value: 'above', label: 'above the limit' },
  { value: 'below', label: 'below the limit' },
] as const;
const STATES = [
  { value: 'below', label: 'it is down' },
  { value: 'above', label: 'it is up' },
] as const;

/** A fixed limit. */
export function ThresholdFields(props: ConditionProps) {
  const { draft, change, problem, subject } = props;
  const word = unitWord(subject);
  return (
    <>
      {subject?.unit === 'bool' ? (
        <SelectField label="Bad while" value={draft.side} options={STATES} onChange={(side) => change({ side, limit: '' })} />
      ) : (
        <div className={styles.pair}>
          <SelectField label="Bad while it is" value={draft.side} options={SIDES} onChange={(side) => change({ side })} />
          <div>
            <Field label={word === '' ? 'Limit' : `Limit, in ${word}`} kind="number" value={draft.limit} onChange={(limit) => change({ limit })} error={problem('limit')} />
            {subject === undefined ? null : <NowValue signal={subject.id} />}
          </div>
        </div>
      )}
      <Counting {...props} />
    </>
  );
}

const DIRECTIONS: readonly { readonly value: Direction; readonly label: string }[] = [
  { value: 'above', label: 'higher than usual' },
  { value: 'below', label: 'lower than usual' },
  { value: 'both', label: 'either' },
];
const SEASONS: readonly { readonly value: Season; readonly label: string }[] = [
  { value: 'auto', label: 'learned once enough is known' },
  { value: 'none', label: 'none' },
  { value: 'daily', label: 'daily' },
  { value: 'weekly', label: 'weekly' },
];

/** What is usual, learned from the signal's own history. */
export function BaselineFields(props: ConditionProps) {
  const { draft, change, problem } = props;
  return (
    <>
      <div className={styles.pair}>
        <SelectField label="Bad while it is" value={draft.direction} options={DIRECTIONS} onChange={(direction) => change({ direction })} />
        <SelectField label="Rhythm" value={draft.season} options={SEASONS} onChange={(season) => change({ season })} />
      </div>
      <Field
        label="How far from what is usual"
        hint="In robust standard deviations, 2 to 50. More is calmer; a cautious value unless told"
        placeholder="a cautious value"
        kind="number"
        value={draft.sensitivity}
        onChange={(sensitivity) => change({ sensitivity })}
        error={problem('sensitivity')}
      />
      <Counting {...props} />
    </>
  );
}

/** How often, and how long. */
function Counting({ draft, change, problem, subject }: ConditionProps) {
  const meaning = subject === undefined ? null : countingMeaning(draft, subject.intervalMs);
  return (
    <div>
      <div className={styles.pair}>
        <Field label="Samples in a row" kind="number" placeholder={draft.kind === 'baseline' ? 'a cautious number' : '1'} value={draft.consecutive} onChange={(consecutive) => change({ consecutive })} error={problem('consecutive')} />
        <Field label="For at least" placeholder="no time, or such as 5m" value={draft.lasting} onChange={(lasting) => change({ lasting })} error={problem('lasting')} />
      </div>
      {meaning === null || (draft.kind === 'baseline' && draft.consecutive.trim() === '') ? null : <p className={styles.meaning}>{meaning}</p>}
    </div>
  );
}

/** Nothing where there should be something. */
export function AbsenceFields({ draft, change, problem }: ConditionProps) {
  return <Field label="Without a value for" hint="Counts while the source answers; while it does not, nothing is known and nothing fires" value={draft.absentFor} onChange={(absentFor) => change({ absentFor })} error={problem('absentFor')} />;
}
