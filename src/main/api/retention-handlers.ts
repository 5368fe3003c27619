import type { CallArgs } from '../../shared/contract/contract.ts';
import type { DurationMs } from '../../shared/model/units.ts';
import { readDuration } from '../config/duration.ts';
import type { ResolvedRetention } from '../config/resolved.ts';
import type { Retention } from '../engine/retention/service.ts';
import type { Handlers } from './engine-port.ts';

/** The call of the contract that tells what retention settings would delete. */
export const createRetentionHandlers = (retention: Retention, inUse: () => ResolvedRetention): Pick<Handlers, 'retention.preview'> => ({
  'retention.preview': async (asked) => ({ items: await retention.preview(withAsked(inUse(), asked)) }),
});

function withAsked(inUse: ResolvedRetention, { texts, evidence, alerts, shiftNotes, rollups }: CallArgs<'retention.preview'>): ResolvedRetention {
  const orElse = (text: string | undefined, fallback: DurationMs | null): DurationMs | null => (text === undefined ? fallback : text === 'forever' ? null : readDuration(text));
  return {
    textsMs: orElse(texts, inUse.textsMs),
    evidenceMs: orElse(evidence, inUse.evidenceMs),
    alertsMs: orElse(alerts, inUse.alertsMs),
    shiftNotesMs: orElse(shiftNotes, inUse.shiftNotesMs),
    rollupsMs: rollups === undefined ? inUse.rollupsMs : readDuration(rollups),
  };
}
