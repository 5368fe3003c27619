import type { Signal } from '../../../../shared/model/entities.ts';
import { defaultMode, type IncidentMode } from '../../../../shared/model/rule-config.ts';
import type { Severity } from '../../../../shared/model/severity.ts';
import { signalLabel } from '../../../../shared/text/state-words.ts';
import { typedUnit } from '../../../lib/typed-number.ts';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { personOptions, SeverityChoice, usePeople } from '../../incidents/index.ts';
import { Group, type FormPart } from './form-parts.tsx';
import styles from './edit.module.css';

const MODES: readonly { readonly value: IncidentMode; readonly label: string }[] = [
  { value: 'open', label: 'open an incident' },
  { value: 'propose', label: 'propose an incident' },
  { value: 'none', label: 'only show it on the wall' },
];
const usual = (severity: Severity): string => `${defaultMode(severity)} an incident, as is usual for ${severity}`;

/** How grave a firing is and what it does. */
export function OutcomeFields({ draft, change, problem, placeholder }: FormPart & { readonly placeholder: string }) {
  return (
    <Group title="When it fires">
      <SeverityChoice value={draft.severity} onChange={(severity) => change({ severity })} />
      <SelectField label="Then" value={draft.incident} options={[{ value: 'usual' as const, label: usual(draft.severity) }, ...MODES]} onChange={(incident) => change({ incident })} />
      <Field label="Title of its incident" placeholder={placeholder} value={draft.summary} onChange={(summary) => change({ summary })} error={problem('summary')} />
    </Group>
  );
}

/** When it holds its tongue, and how long it goes on. */
export function CareFields({ draft, change, problem, traffic }: FormPart & { /** The traffic signal of the service; undefined where it has none. */ readonly traffic: Signal | undefined }) {
  const unit = traffic === undefined ? '' : (typedUnit(traffic.unit)?.word ?? '');
  return (
    <Group title="Care">
      <div className={styles.pair}>
        <Field
          label={unit === '' ? 'Least traffic' : `Least traffic, in ${unit}`}
          hint={traffic === undefined ? 'No traffic signal watches this service, so this cannot be asked' : `Of “${signalLabel(traffic)}”. Below it the state is unknown: too little traffic`}
          placeholder="not asked"
          kind="number"
          disabled={traffic === undefined && draft.minTraffic === ''}
          value={draft.minTraffic}
          onChange={(minTraffic) => change({ minTraffic })}
          error={problem('minTraffic')}
        />
        <Field label="Keep firing for" hint="After the last bad sample, so that one good sample does not end it" placeholder="no time, or such as 1m" value={draft.keepFiringFor} onChange={(keepFiringFor) => change({ keepFiringFor })} error={problem('keepFiringFor')} />
      </div>
    </Group>
  );
}

/** Who keeps it right; what it is called in the file. */
export function UpkeepFields({ draft, change, problem, isNew, suggested }: FormPart & { readonly isNew: boolean; readonly suggested: string }) {
  const people = usePeople();
  const known = draft.owner === '' || people.some(({ id }) => id === draft.owner) ? people : [...people, { id: draft.owner, name: `${draft.owner} (not among the people now)` }];
  return (
    <Group title="Upkeep">
      <div className={styles.pair}>
        <SelectField label="Owner" value={draft.owner} options={personOptions(known, 'nobody yet')} onChange={(owner) => change({ owner })} error={problem('owner')} />
        <Field label="Look at it again by" placeholder="2027-03-31" value={draft.reviewBy} onChange={(reviewBy) => change({ reviewBy })} error={problem('reviewBy')} />
      </div>
      {isNew ? <Field label="Id in holdfast.yaml" placeholder={suggested} hint={suggested === '' ? 'Made from the signal unless told' : `“${suggested}” unless told`} value={draft.id} onChange={(id) => change({ id })} error={problem('id')} /> : null}
    </Group>
  );
}
