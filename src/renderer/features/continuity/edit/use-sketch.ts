import { useEffect, useState } from 'react';
import type { PlanStep } from '../../../../shared/model/continuity/plan.ts';
import { PlanId } from '../../../../shared/model/ids.ts';
import { useClient } from '../../../platform/context.tsx';

/** The steps of a plan as a text has them that is not saved; those of the last text that could be drawn, until this one can. Asked once the text is known to be valid. */
export function useSketch(text: string, id: string | null, isValid: boolean): readonly PlanStep[] | null {
  const client = useClient();
  const [steps, setSteps] = useState<readonly PlanStep[] | null>(null);
  useEffect(() => {
    const plan = PlanId.safeParse(id);
    if (!isValid || !plan.success) return undefined;
    let over = false;
    const draw = async (): Promise<void> => {
      const drawn = await client('plans.sketch', { id: plan.data, text });
      if (!over && drawn.ok && drawn.value.steps !== null) setSteps(drawn.value.steps);
    };
    void draw();
    return () => {
      over = true;
    };
  }, [client, text, id, isValid]);
  return steps;
}
