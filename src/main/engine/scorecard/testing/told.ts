import { CauseId, ServiceId } from '../../../../shared/model/ids.ts';
import type { IncidentOrigin } from '../../../../shared/model/incident.ts';
import type { Severity } from '../../../../shared/model/severity.ts';
import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';

/** An incident of the past; instants that are not given are not recorded. */
export interface Told {
  readonly title?: string;
  readonly start?: number | null;
  readonly detected?: number | null;
  readonly declared?: number;
  readonly acknowledged?: number;
  readonly mitigated?: number;
  readonly impactEnded?: number;
  readonly resolved?: number;
  readonly severity?: Severity;
  readonly services?: readonly string[];
  readonly signature?: string | null;
  readonly private?: boolean;
  readonly isDrill?: boolean;
  readonly noEarlierThan?: boolean;
  readonly origin?: IncidentOrigin;
  /** Corrections of the start of its impact, in order. */
  readonly startCorrected?: readonly (number | null)[];
  /** Confirmed by a review, once it was resolved. */
  readonly cause?: string | null;
  readonly more?: readonly { readonly at: number; readonly fact: IncidentFact }[];
}

const text = (at: number | null | undefined): string | null => (at === null || at === undefined ? null : toRfc3339(epochMs(at)));

/** What the journal would say of it, oldest first; told at `now` where it says nothing of when. */
export function entriesOf(told: Told, now: number): { readonly at: EpochMs; readonly fact: IncidentFact }[] {
  const at = epochMs(told.declared ?? told.detected ?? told.start ?? now);
  const step = (when: number | undefined, type: 'acknowledged' | 'mitigated' | 'resolved'): { at: EpochMs; fact: IncidentFact }[] => (when === undefined ? [] : [{ at: epochMs(when), fact: { type, data: {}, texts: {} } }]);
  return [
    {
      at,
      fact: {
        type: 'opened',
        data: {
          standing: 'declared', severity: told.severity ?? 'P1', kind: null, origin: told.origin ?? 'rule', services: (told.services ?? ['checkout']).map((id) => ServiceId.parse(id)), rule: null,
          signature: told.signature ?? null, private: told.private ?? false, isDrill: told.isDrill ?? false, impactStartedAt: text(told.start), noEarlierThan: told.noEarlierThan ?? false, detectedAt: text(told.detected),
        },
        texts: { title: told.title ?? 'Nobody can pay' },
      },
    },
    ...step(told.acknowledged, 'acknowledged'),
    ...step(told.mitigated, 'mitigated'),
    ...(told.impactEnded === undefined ? [] : [{ at: epochMs(told.impactEnded), fact: { type: 'impactEnded', data: { impactEndedAt: toRfc3339(epochMs(told.impactEnded)) }, texts: {} } as const }]),
    ...step(told.resolved, 'resolved'),
    ...(told.startCorrected ?? []).map((to) => ({ at, fact: { type: 'instantCorrected', data: { instant: 'impactStartedAt', from: null, to: text(to) }, texts: { reason: 'Seen in the logs' } } as const })),
    ...(typeof told.cause === 'string' && told.resolved !== undefined ? [{ at: epochMs(told.resolved), fact: { type: 'causeSet', data: { cause: CauseId.parse(told.cause), category: 'code', confidence: 'confirmed' }, texts: { name: 'A cause' } } as const }] : []),
    ...(told.more ?? []).map((each) => ({ at: epochMs(each.at), fact: each.fact })),
  ];
}
