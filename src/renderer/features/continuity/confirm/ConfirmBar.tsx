import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { Plan } from '../../../../shared/model/continuity/plan.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import { IncidentId } from '../../../../shared/model/ids.ts';
import { isSilent } from '../../../../shared/model/state.ts';
import { fromRfc3339 } from '../../../../shared/model/units.ts';
import { shownTitle } from '../../../../shared/text/band-words.ts';
import { PLAN_VERB, RULE_WORD } from '../../../../shared/text/continuity-words.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { armedSeconds, useArmed } from '../../../lib/armed.ts';
import { useEngineStatus, useIncidents, useLive, useLiveStore } from '../../../lib/live-store.ts';
import { Age } from '../../../ui/kit/Age.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { CheckField, SelectField } from '../../../ui/kit/Field.tsx';
import { HoldButton } from '../../../ui/kit/HoldButton.tsx';
import { Failure } from '../../session/index.ts';
import { overridesOf, standsInTheWay } from '../rules/blockers.ts';
import { useArm } from './use-arm.ts';
import type { Sheet } from './use-sheet.ts';
import styles from './sheet.module.css';

/** Seconds left of arming, looked at four times a second. */
function useArmedSeconds(plan: Plan, mode: RunMode): number {
  const live = useLiveStore();
  const armed = useArmed();
  const [seconds, setSeconds] = useState(() => armedSeconds(armed, plan.id, mode, performance.now()));
  useEffect(() => {
    const look = () => setSeconds(armedSeconds(armed, plan.id, mode, performance.now()));
    look();
    return live.onPulse(look);
  }, [live, armed, plan.id, mode]);
  return seconds;
}

const CONFIRM: Readonly<Record<RunMode, (plan: Plan) => string>> = {
  live: ({ kind }) => `${PLAN_VERB[kind].charAt(0).toUpperCase()}${PLAN_VERB[kind].slice(1)} now`,
  drill: () => 'Start the drill',
  'dry-run': () => 'Start the dry run',
};

export interface ConfirmBarProps {
  readonly plan: Plan;
  readonly mode: RunMode;
  /** As the address carries it. */
  readonly incident: string | null;
  readonly sheet: Sheet;
}

/** Below the sheet, always in sight: how old it is, why it cannot be confirmed yet, arming, and the one button. */
export function ConfirmBar({ plan, mode, incident, sheet }: ConfirmBarProps) {
  const arm = useArm(plan.id, mode);
  const seconds = useArmedSeconds(plan, mode);
  const [chosen, setChosen] = useState(() => IncidentId.safeParse(incident).data ?? null);
  const [surprises, setSurprises] = useState(false);
  const obstacle = useObstacle(sheet);
  const { preview } = sheet;
  const run = () => sheet.confirm({ ...(chosen !== null && { incident: chosen }), surprises: mode === 'drill' && surprises });
  const needsHold = mode !== 'dry-run';
  const overridden = overridesOf(sheet.blockers, sheet.reasons).length;
  const armed = seconds > 0;
  return (
    <footer className={styles.bar}>
      <div className={styles.barFacts}>
        {mode === 'dry-run' ? null : <Belongs drills={mode === 'drill'} chosen={chosen} onChoose={setChosen} />}
        {mode === 'drill' ? <CheckField label="With surprises" hint="Some steps fail or are slow without a word" checked={surprises} onChange={setSurprises} /> : null}
        <span className={styles.quiet}>
          {preview === null ? null : (
            <>
              Looked at <Age since={fromRfc3339(preview.at)} /> ago
            </>
          )}
          <Button kind="quiet" busy={sheet.looking} disabled={sheet.confirming} onClick={sheet.look}>
            Look again
          </Button>
        </span>
      </div>
      <p className={styles.obstacle} role="status">
        {obstacle ?? (needsHold ? (armed ? `Armed for ${seconds} s.` : 'Hold to arm, then confirm within 30 s.') : 'Nothing will be changed.')}
        {overridden > 0 ? ` ${counted(overridden, 'rule')} overridden.` : ''}
      </p>
      <div className={styles.barButtons}>
        <Link href={`/continuity/plans/${plan.id}`}>Leave without starting</Link>
        {needsHold ? (
          <HoldButton onHeld={() => arm.run()} busy={arm.busy} disabled={obstacle !== null || armed}>
            {armed ? 'Armed' : 'Hold to arm'}
          </HoldButton>
        ) : null}
        <Button kind={mode === 'live' ? 'danger' : 'primary'} size="md" busy={sheet.confirming || (!needsHold && arm.busy)} disabled={obstacle !== null || (needsHold && !armed)} onClick={needsHold ? run : () => arm.run(run)}>
          {CONFIRM[mode](plan)}
        </Button>
      </div>
      <Failure error={arm.error} what="Not armed" onPin={() => arm.run()} />
      {sheet.stale === null ? <Failure error={sheet.runError} what="Not started" onPin={run} /> : null}
      {preview === null ? null : <Failure error={sheet.lookError} what="Not looked at again" onPin={sheet.look} />}
    </footer>
  );
}

/** Why nothing can be confirmed now, in a sentence; null where it can. */
function useObstacle(sheet: Sheet): string | null {
  const silent = isSilent(useEngineStatus());
  const lever = useLive((state) => state.continuity.lever);
  if (silent) return 'The engine does not answer: nothing can be started from here.';
  if (sheet.preview === null || sheet.looking) return 'Looking at what is there now.';
  if (lever !== null) return 'The lever is pulled: nothing begins until it is released.';
  return standsInTheWay(sheet.blockers, sheet.reasons, (rule) => RULE_WORD[rule]);
}

const NONE = '';

/** The incident whose timeline tells of it. */
function Belongs({ drills, chosen, onChoose }: { drills: boolean; chosen: IncidentId | null; onChoose: (incident: IncidentId | null) => void }) {
  const incidents = useIncidents().filter(({ standing, isDrill }) => standing === 'declared' && isDrill === drills);
  const options = incidents.map((incident) => ({ value: incident.id as string, label: `${incident.id} ${shownTitle(incident, 60)}` }));
  const known = chosen === null || options.some(({ value }) => value === chosen);
  if (options.length === 0 && chosen === null) return null;
  return (
    <SelectField
      label="Belongs to"
      hideLabel
      value={chosen ?? NONE}
      options={[{ value: NONE, label: 'Belongs to no incident' }, ...(known ? [] : [{ value: chosen as string, label: chosen as string }]), ...options]}
      onChange={(value) => onChoose(value === NONE ? null : IncidentId.parse(value))}
    />
  );
}
