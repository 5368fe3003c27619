import { ChangeId, PlanId, RunId } from '../../../shared/model/ids.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import { incidentEntries, type TimelineEvent } from '../../../shared/model/timeline.ts';
import type { Story } from '../../../shared/model/story.ts';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { JON, MINUTE, MIRA, WORDY } from './incident-scenes.ts';
import { timelineOf } from './timeline-scenes.ts';

const TOLD = (row: TimelineEvent) => ({ seq: row.seq, at: row.at, knownAt: row.recordedAt });
const STATE = { opened: 'detected', acknowledged: 'acknowledged', investigating: 'investigating', mitigated: 'mitigated', resolved: 'resolved' } as const;

/** Five hundred notes between the others, as a long night leaves behind. */
function many(rows: readonly TimelineEvent[], onset: number): TimelineEvent[] {
  const notes = Array.from({ length: 480 }, (_, index): TimelineEvent => {
    const at = toRfc3339(epochMs(onset + index * 6_000));
    return { ...(rows[0] as TimelineEvent), seq: 5_000 + index, at, recordedAt: at, lastAt: at, type: 'note', data: { text: index % 60 === 7 ? WORDY : `Resolver ${index % 13} answers SERVFAIL` }, actor: index % 2 === 0 ? MIRA : JON, key: false, evidence: null };
  });
  return [...rows, ...notes].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.seq - b.seq);
}

/** The story of an incident of a picture, with lanes made of the same rows as its timeline. */
export function storyOf(incident: Incident, long = false): Story {
  const onset = Date.parse(incident.impactStartedAt ?? incident.changedAt);
  const at = (minutes: number): string => toRfc3339(epochMs(onset + minutes * MINUTE));
  const told = timelineOf(incident);
  const rows = long ? many(told, onset) : told;
  const of = <T extends 'updateSent' | 'decided'>(type: T) => told.filter((row) => row.type === type);
  const alert = (index: number, rule: string, value: number, limit: number, from: number, to: number | null) => ({ from: at(from), to: to === null ? null : at(to), knownAt: at(from + 0.8), endKnownAt: to === null ? null : at(to + 0.5), alert: `a${index}`, rule, service: incident.services[0] ?? null, severity: incident.severity, value, limit, summary: 'Nobody can pay' });
  return {
    incident: incident.id, title: incident.title, severity: incident.severity, isDrill: incident.isDrill, startedAt: at(0), from: at(0), to: at(48),
    instants: { impactStartedAt: at(0), detectedAt: incident.detectedAt, declaredAt: incident.declaredAt, acknowledgedAt: incident.acknowledgedAt, mitigatedAt: incident.mitigatedAt, resolvedAt: incident.resolvedAt, impactEndedAt: incident.impactEndedAt },
    states: told.flatMap((row) => (row.type in STATE ? [{ ...TOLD(row), state: STATE[row.type as keyof typeof STATE], by: row.actor }] : [])),
    severities: told.filter(({ type }) => type === 'opened').map((row) => ({ ...TOLD(row), severity: incident.severity })),
    alerts: [alert(1, 'checkout-errors', 0.991, 0.05, 0, 32), alert(2, 'checkout-slow', 2.41, 0.8, 0.6, 33), alert(3, 'zone-empty', 0, 1, 2, 31)].map((each) => ({ ...each, alert: each.alert as Story['alerts'][number]['alert'] })),
    roles: [
      { from: at(2.7), to: null, knownAt: at(2.7), endKnownAt: null, role: 'incidentCommander', person: MIRA.id, name: MIRA.name },
      { from: at(3.7), to: at(19), knownAt: at(3.7), endKnownAt: at(19), role: 'engineer', person: JON.id, name: JON.name },
      { from: at(19), to: null, knownAt: at(19), endKnownAt: null, role: 'engineer', person: 'ada', name: 'Ada Nnamdi' },
    ],
    runs: [
      { from: at(17.2), to: at(21.4), knownAt: at(17.2), endKnownAt: at(21.4), run: RunId.parse('RUN-0012'), plan: PlanId.parse('to-second'), name: 'Fail over to the second region', mode: 'live', phase: 'done' },
      { from: at(24), to: at(39), knownAt: at(24), endKnownAt: at(39), run: RunId.parse('RUN-0013'), plan: PlanId.parse('jobs-back-in'), name: 'Let the jobs back in', mode: 'live', phase: 'done' },
    ],
    updates: [
      ...of('updateSent').map((row) => ({ ...TOLD(row), audience: 'public' as const, text: String(row.data['text']), nextAt: at(17), correction: false, by: row.actor })),
      { seq: 2_001, at: at(12), knownAt: at(12), audience: 'internal', text: 'Both resolvers answer SERVFAIL; the zone is being rolled back.', nextAt: at(27), correction: false, by: JON },
      { seq: 2_002, at: at(26), knownAt: at(26), audience: 'public', text: 'We have found the reason and are switching to our second provider.', nextAt: at(40), correction: false, by: MIRA },
    ],
    decisions: of('decided').flatMap((row) => {
      const read = incidentEntries.decided.data.safeParse(row.data);
      return read.success ? [{ ...TOLD(row), ...read.data, reason: String(row.data['reason']), by: row.actor }] : [];
    }),
    changes: [
      { from: at(-9), to: at(-9), knownAt: at(-9), endKnownAt: at(-9), change: ChangeId.parse('CHG-0040'), kind: 'dns', title: 'Push to main of acme/dns: Clean up old records', status: 'succeeded', relation: { affected: true, fromOnsetMs: -540_000, early: true } },
      { from: at(-0.5), to: at(0.5), knownAt: at(0.5), endKnownAt: at(0.5), change: ChangeId.parse('CHG-0041'), kind: 'dns', title: 'DNS records of api.acme.example changed', status: 'succeeded', relation: { affected: true, fromOnsetMs: 0, early: true } },
      { from: at(-4), to: null, knownAt: at(18), endKnownAt: null, change: ChangeId.parse('CHG-0037'), kind: 'flag', title: 'Dark mode for everybody', status: 'unknown', relation: { affected: false, fromOnsetMs: -240_000, early: true } },
    ],
    rows,
    cut: false,
  };
}

