import type { CallArgs } from '../../shared/contract/contract.ts';
import type { DurationMs } from '../../shared/model/units.ts';
import { readDuration } from '../config/duration.ts';
import { writeRetention } from '../config/edit-retention.ts';
import type { ResolvedRetention } from '../config/resolved.ts';
import type { ConfigService } from '../config/service.ts';
import type { Retention } from '../engine/retention/service.ts';
import type { Handlers } from './engine-port.ts';

/** The calls of the contract about how long things are kept, and what that would delete. */
export const createRetentionHandlers = (retention: Retention, config: Pick<ConfigService, 'edit'>, inUse: () => ResolvedRetention): Pick<Handlers, 'retention.preview' | 'retention.write'> => ({
  'retention.preview': async (asked) => ({ items: await retention.preview(withAsked(inUse(), asked)) }),
  'retention.write': async ({ rollups, texts, evidence, alerts, shiftNotes }, actor) => {
    const orNull = (text: string): string | null => (text === 'forever' ? null : text);
    await config.edit((text) => writeRetention(text, { rollups, texts: orNull(texts), evidence: orNull(evidence), alerts: orNull(alerts), shiftNotes: orNull(shiftNotes) }), actor);
    return {};
  },
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
