import { AlertId, IncidentId, ServiceId } from '../../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../../shared/model/incident.ts';
import { IncidentsConfig } from '../../../../shared/model/policy-config.ts';
import type { FactOf, IncidentFact } from '../../../../shared/model/timeline.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { resolvePolicy } from '../../../config/resolve-policy.ts';
import type { ResolvedPolicy } from '../../../config/resolved-policy.ts';
import { foldEntry } from '../../incidents/fold.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { HOLDFAST } from '../../journal/journal.ts';
import type { ServiceFacts } from '../service-facts.ts';

/** When the impact of most stories begins. */
export const IMPACT = epochMs(Date.parse('2026-11-21T14:00:00.000Z'));

/** "14:59.999" → so many minutes and seconds after the impact. */
export function at(text: string): EpochMs {
  const [, hours = '0', minutes = '0', seconds = '0'] = /^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  return epochMs(IMPACT + Math.round((Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000));
}
export const iso = (text: string): string => toRfc3339(at(text));

export const CHECKOUT = ServiceId.parse('checkout');
export const REPORTS = ServiceId.parse('reports');
export const ADA: IncidentActor = { kind: 'person', id: 'ada', name: 'Ada' };

/** The policy as it is when nothing is configured, but for what a story says. */
export const policy = (written: unknown = {}): ResolvedPolicy => resolvePolicy(IncidentsConfig.parse(written), 'Europe/Berlin');

interface When {
  readonly by?: IncidentActor;
  readonly recordedAt?: EpochMs;
}

/** The record with one more entry, folded as in production. */
export function told(record: IncidentRecord | null, when: EpochMs, fact: IncidentFact, { by = HOLDFAST, recordedAt = when }: When = {}): IncidentRecord {
  const seq = (record?.lastSeq ?? 0) + 1;
  const stream = record?.id ?? IncidentId.parse('INC-2026-0001');
  const folded = foldEntry(record, { seq, stream, at: when, recordedAt, actor: by, fact, evidence: null, fromMemory: false, redactions: [], hash: '' });
  if (folded === null) throw new Error('a story begins with "opened"');
  return folded;
}

/** A P0 of the checkout: impact at 00:00, found and declared a minute later, unless told otherwise. */
export const opened = (data: Partial<FactOf<'opened'>['data']> = {}, when = at('01:00')): IncidentRecord =>
  told(null, when, {
    type: 'opened',
    data: { standing: 'declared', severity: 'P0', kind: null, origin: 'rule', services: [CHECKOUT], rule: 'checkout-down', signature: null, private: false, isDrill: false, impactStartedAt: iso('00:00'), noEarlierThan: false, detectedAt: toRfc3339(when), ...data },
    texts: { title: 'Checkout is down' },
  });

interface Firing {
  readonly id?: string;
  readonly service?: ServiceId | null;
  readonly when?: EpochMs;
}
export const fired = (record: IncidentRecord, startsAt: string, { id = 'a-1', service = CHECKOUT, when = at(startsAt) }: Firing = {}): IncidentRecord =>
  told(record, when, { type: 'alertFired', data: { alert: AlertId.parse(id), rule: 'checkout-down', service, severity: 'P0', value: 1, limit: 0.5, startsAt: iso(startsAt), firedAt: toRfc3339(when), noEarlierThan: false }, texts: {} });

export const ended = (record: IncidentRecord, endsAt: string, id = 'a-1'): IncidentRecord =>
  told(record, at(endsAt), { type: 'alertEnded', data: { alert: AlertId.parse(id), rule: 'checkout-down', endsAt: iso(endsAt) }, texts: {} });

/** An entry whose facts are empty: a step of the workflow. */
export const step = (record: IncidentRecord, when: string, type: 'accepted' | 'acknowledged' | 'investigating' | 'mitigated' | 'resolved' | 'reopened' | 'reviewed' | 'impactResumed'): IncidentRecord =>
  told(record, at(when), { type, data: {}, texts: {} }, { by: type === 'impactResumed' ? HOLDFAST : ADA });

export const severity = (record: IncidentRecord, when: string, to: IncidentRecord['severity']): IncidentRecord =>
  told(record, at(when), { type: 'severityChanged', data: { from: record.severity, to }, texts: {} }, { by: ADA });

export const corrected = (record: IncidentRecord, when: string, instant: FactOf<'instantCorrected'>['data']['instant'], to: string | null): IncidentRecord =>
  told(record, at(when), { type: 'instantCorrected', data: { instant, from: null, to: to === null ? null : iso(to) }, texts: { reason: 'the log says so' } }, { by: ADA });

export const decided = (record: IncidentRecord, when: string, choice: FactOf<'decided'>['data']['choice'], reaskAt: string | null = null): IncidentRecord =>
  told(record, at(when), { type: 'decided', data: { choice, reaskAt: reaskAt === null ? null : iso(reaskAt), sinceImpactMs: 0, numbers: [], confirmed: true }, texts: { reason: 'because' } }, { by: ADA });

export const updated = (record: IncidentRecord, when: string, audience: FactOf<'updateSent'>['data']['audience'], nextAt: string | null = null): IncidentRecord =>
  told(record, at(when), { type: 'updateSent', data: { audience, nextAt: nextAt === null ? null : iso(nextAt) }, texts: { text: 'We are on it.' } }, { by: ADA });

/** How the checkout stands since a time of the story. */
export const standing = (state: ServiceFacts['state'], since = '00:00', service = CHECKOUT, tier = 1): ServiceFacts => ({ service, state, since: at(since), tier });
export const DOWN = [standing('breached')] as const;
