import { z } from 'zod';
import type { SourceId } from '../../../../shared/model/ids.ts';
import type { ReceivedAlert } from '../../alerts/received.ts';
import { SentAlert } from '../../hooks/alertmanager.ts';
import { GRAFANA, readGrafana } from '../../hooks/grafana.ts';
import { mutedOf } from '../alertmanager/received.ts';
import type { SourceDeps } from '../registry.ts';
import { SourceFailure, type Fed } from '../source.ts';
import type { Told } from './client.ts';

const Ids = z.array(z.string()).nullish().transform((ids) => ids ?? []);
/** An alert as Grafana's own Alertmanager keeps it: what its webhook sends, with what keeps it silent. */
const Kept = SentAlert.omit({ status: true }).extend({ status: z.object({ silencedBy: Ids, inhibitedBy: Ids, mutedBy: Ids }) });

/** Every alert that is active in Grafana, each the same alert as its webhook would send. Throws `SourceFailure` where none can be read. */
export function readAlerts({ told, clockOffsetMs }: Told<readonly unknown[]>, source: SourceId, services: ReturnType<SourceDeps['services']>): Fed {
  const active = told.flatMap((each): ReceivedAlert[] => {
    const read = Kept.safeParse(each);
    if (!read.success) return [];
    const { status, endsAt: _, ...sent } = read.data;
    // Its end is when Grafana forgets it unless it tells it again; as long as it can be asked, it says itself what is over.
    return [{ ...readGrafana({ ...sent, status: 'firing' }, services, { source }), muted: mutedOf(status) }];
  });
  const unreadable = told.length - active.length;
  if (active.length === 0 && unreadable > 0) throw new SourceFailure('bad_answer', 'none of its alerts can be read: they are not as Grafana writes them');
  return {
    alerts: { from: GRAFANA, active, complete: unreadable === 0 },
    clockOffsetMs,
    warnings: unreadable === 0 ? [] : [`${String(unreadable)} of its alerts cannot be read, and ${unreadable === 1 ? 'is' : 'are'} not shown.`],
  };
}
