import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { Plan } from '../../../../shared/model/continuity/plan.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import { isSilent } from '../../../../shared/model/state.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { sheetAddress } from '../../../lib/armed.ts';
import { useEngineStatus, useLive } from '../../../lib/live-store.ts';
import { HoldButton } from '../../../ui/kit/HoldButton.tsx';
import { Failure } from '../../session/index.ts';
import { useArm } from './use-arm.ts';

export interface HoldToArmProps {
  readonly plan: Pick<Plan, 'id' | 'name'>;
  readonly mode: RunMode;
  readonly incident?: string | null;
  /** "Hold to fail over". */
  readonly children: string;
  readonly sub?: ReactNode;
  readonly look?: 'button' | 'line';
}

/** Held long enough it arms the plan for this person and opens its sheet, where it is confirmed. It starts nothing by itself. */
export function HoldToArm({ plan, mode, incident = null, children, sub, look = 'button' }: HoldToArmProps) {
  const [, go] = useLocation();
  const arm = useArm(plan.id, mode);
  const silent = isSilent(useEngineStatus());
  const held = useLive((state) => state.continuity.lever !== null);
  const run = () => arm.run(() => go(sheetAddress(plan.id, mode, incident)));
  return (
    <>
      <HoldButton about={plain(plan.name, 80)} onHeld={run} disabled={silent || held} busy={arm.busy} look={look} {...(sub !== undefined && { sub })}>
        {silent ? 'Engine does not answer' : held ? 'Held by the lever' : children}
      </HoldButton>
      <Failure error={arm.error} what="Not armed" onPin={run} />
    </>
  );
}
