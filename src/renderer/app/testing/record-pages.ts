import type { ImportReport } from '../../../shared/contract/incident-inputs.ts';
import { AlertId, IncidentId, MaintenanceId, ServiceId, SignalId, SourceId } from '../../../shared/model/ids.ts';
import type { Alert, IncidentActor, MaintenanceWindow } from '../../../shared/model/incident.ts';
import type { MaintenanceConfig } from '../../../shared/model/policy-config.ts';
import type { TimelineEvent } from '../../../shared/model/timeline.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { ago, HOLDFAST, HOSTILE, HOUR, id, JON, MINUTE, MIRA } from './incident-scenes.ts';

const DAY = 24 * HOUR;
const s = (index: number): ServiceId => ServiceId.parse(`s${index}`);

export const windowsOf = (born: EpochMs): MaintenanceWindow[] => [
  { id: MaintenanceId.parse('deploy'), name: 'Move of the card database to its new cluster', services: [s(0), s(3)], startsAt: ago(born, HOUR), endsAt: ago(born, -52 * MINUTE), active: true, weekly: false, suppressed: 3 },
  { id: MaintenanceId.parse('backup'), name: 'Backup of the whole workspace', services: 'all', startsAt: ago(born, 4 * MINUTE), endsAt: ago(born, -26 * MINUTE), active: true, weekly: true, suppressed: 0 },
  { id: MaintenanceId.parse('search'), name: 'Weekly restart of the search nodes', services: [s(2)], startsAt: ago(born, -5 * HOUR), endsAt: ago(born, -5.75 * HOUR), active: false, weekly: true, suppressed: 0 },
  { id: MaintenanceId.parse('hostile'), name: `${HOSTILE} ${'a very long name '.repeat(4)}`.slice(0, 120), services: [0, 1, 2, 3, 4, 5].map(s), startsAt: ago(born, -6 * DAY), endsAt: ago(born, -8 * DAY), active: false, weekly: false, suppressed: 0 },
];

export const writtenWindow = (window: unknown): MaintenanceConfig =>
  window === 'deploy' ? { id: MaintenanceId.parse('deploy'), name: 'Move of the card database to its new cluster', services: [s(0), s(3)], from: '2026-12-01 22:00', to: '2026-12-02 02:00' } : { id: MaintenanceId.parse(String(window)), name: 'Weekly restart of the search nodes', services: [s(2)], weekly: { days: ['mon', 'thu'], at: '03:30', for: '45m' }, timeZone: 'UTC' };

/** What the running window keeps silent: some fires still, some has ended. */
export const silentAlerts = (born: EpochMs, ended: boolean): Alert[] =>
  [0, 1, 2].filter((index) => (index === 2) === ended).map((index) => ({
    id: AlertId.parse(`silent${index}`), rule: 'checkout-slow', name: 'Checkout is slow', source: SourceId.parse('prom'), service: s(index), signal: SignalId.parse(`s${index}-p95`), severity: index === 0 ? 'P0' : 'P1', labels: {}, annotations: {}, state: ended ? 'resolved' : 'firing', startsAt: ago(born, (40 - 9 * index) * MINUTE), noEarlierThan: false, firedAt: ago(born, (39 - 9 * index) * MINUTE), endsAt: ended ? ago(born, 3 * MINUTE) : null, value: 1.84, limit: 0.8, confirmedAt: ago(born, 0), confirmed: true, incident: null, suppressedBy: MaintenanceId.parse('deploy'),
  }));

const TITLES = ['Checkout down', 'Card provider times out', 'Login: expired certificate', 'Search index stale', HOSTILE] as const;
function importRow(index: number, committed: boolean): ImportReport['rows'][number] {
  const row = index + 2;
  const title = TITLES[index % TITLES.length] ?? '';
  if (index % 9 === 4) return { row, verdict: 'wrong', title, problems: ['impact start: expected a time such as "2026-03-01T14:02:00Z" or "2026-03-01 14:02" (then of Europe/Berlin), found "03/04/2025 10:00"'], incident: null };
  if (index % 11 === 6) return { row, verdict: 'wrong', title: null, problems: ['title: expected some words', 'expected impact start before resolution, found it 3600 s after'], incident: null };
  if (index % 13 === 7) return { row, verdict: 'duplicate', title, problems: ['here already as INC-2026-0040'], incident: id(40) };
  return { row, verdict: 'ready', title, problems: index % 4 === 1 ? ['severity: "Catastrophe" is not mapped, taken as P2', 'service: no service is called "Billing"; imported without it'] : [], incident: committed ? IncidentId.parse(`INC-2025-${String(index + 1).padStart(4, '0')}`) : null };
}

/** What becomes of 1,204 rows of a team's history. */
export function importReport({ mapping, commit }: Readonly<Record<string, unknown>>): ImportReport {
  const rows = Array.from({ length: 1_204 }, (_, index) => importRow(index, commit === true));
  const count = (verdict: string): number => rows.filter((row) => row.verdict === verdict).length;
  const columns = ['Key', 'Summary', 'Priority', 'Affected component', 'Created', 'Resolved', 'Root cause', 'Labels', 'Reporter'];
  const examples = { Key: ['OPS-1', 'OPS-2', 'OPS-3'], Summary: ['Checkout down', 'Card provider times out'], Priority: ['Critical', 'Catastrophe', 'Low'], 'Affected component': ['Checkout API', 'Billing'], Created: ['2025-11-01 10:00', '2025-11-03 07:12'], Resolved: ['2025-11-01 11:00'], 'Root cause': ['DNS record removed'], Labels: [], Reporter: ['m.okafor', HOSTILE] };
  const guessed = { columns: { Key: 'id', Summary: 'title', Priority: 'severity', 'Affected component': 'services', Created: 'detectedAt', Resolved: 'resolvedAt', 'Root cause': 'cause', Labels: 'ignore', Reporter: 'ignore' }, timeZone: 'UTC', severities: {}, services: {} } as const;
  return { columns, examples, unmapped: { severities: ['Catastrophe', 'Sev-1'], services: ['Billing', 'Legacy portal'] }, mapping: (mapping as ImportReport['mapping'] | undefined) ?? guessed, rows, ready: count('ready'), duplicate: count('duplicate'), wrong: count('wrong'), imported: commit === true ? count('ready') : 0, problems: [] };
}

const HASH = '9f2c41d07be8a3569f2c41d07be8a3569f2c41d07be8a3569f2c41d07be8a356';
const row = (born: EpochMs, seq: number, minutes: number, actor: IncidentActor, type: string, data: TimelineEvent['data'], fields: Partial<TimelineEvent> = {}): TimelineEvent => ({ seq, incident: null, at: ago(born, minutes * MINUTE), recordedAt: ago(born, minutes * MINUTE), actor, type, data, evidence: null, fromMemory: false, key: false, redacted: [], hash: HASH, count: 1, lastAt: ago(born, minutes * MINUTE), ...fields });

/** One row of each kind that the audit shows. */
export const auditOf = (born: EpochMs): TimelineEvent[] => [
  row(born, 1_208, 1, MIRA, 'redactionAsked', { seq: 1_199, field: 'text', reason: 'A customer’s telephone number stands in it' }),
  row(born, 1_207, 3, JON, 'configChanged', { by: 'settings', added: ['rule payments-odd'], removed: [], changed: ['rule checkout-slow'], difference: 'rule payments-odd added: signal payments-p95, baseline.direction above, severity P2\nrule checkout-slow: when.above 0.8 → 1.2\nrule checkout-slow: keepFiringFor added: 1m' }),
  row(born, 1_206, 12, HOLDFAST, 'opened', { standing: 'declared', severity: 'P0', kind: null, origin: 'rule', services: ['s0'], rule: 'checkout-slow', signature: 'x', private: false, isDrill: false, impactStartedAt: ago(born, 13 * MINUTE), noEarlierThan: false, detectedAt: ago(born, 12 * MINUTE), title: 'Checkout API: 99 % errors' }, { incident: id(42) }),
  row(born, 1_205, 40, HOLDFAST, 'maintenanceStarted', { window: 'deploy', name: 'Move of the card database to its new cluster' }),
  row(born, 1_204, 61, HOLDFAST, 'ruleFileChanged', { file: 'rules/api.yml', rules: 3, errors: 0, first: null, difference: '- 12:       expr: rate(api_http_5xx_errors_total[5m]) > 0.1\n+ 12:       expr: rate(api_http_5xx_errors_total[5m]) > 0.05\n- 13:       for: 5m\n+ 13:       for: 2m\n+ 14:       keep_firing_for: 1m' }),
  row(born, 1_203, 75, HOLDFAST, 'configRefused', { errors: 2, first: 'rules[3].when: expected exactly one of "above" and "below"' }),
  row(born, 1_202, 90, MIRA, 'seatInvited', { kind: 'wall', person: null, rights: ['view'], name: 'NOC left' }),
  row(born, 1_201, 95, JON, 'pinChanged', { person: 'jon' }),
  row(born, 1_200, 120, MIRA, 'handoverWritten', { summary: {}, text: 'Calm night. Keep an eye on payments.', words: '{}' }),
  row(born, 1_199, 150, JON, 'shiftNote', { text: 'Customer called from +49 30 5550 199: cannot pay by card since 22:00.' }),
  row(born, 1_198, 200, JON, 'shiftNote', { text: null }, { redacted: ['text'] }),
  row(born, 1_197, 201, MIRA, 'redacted', { seq: 1_198, field: 'text', askedBy: JON }),
  row(born, 1_196, 900, MIRA, 'incidentsImported', { format: 'csv', incidents: 1_043, skipped: 161, file: 'history.csv' }),
  row(born, 1_195, 1_500, MIRA, 'note', { text: `${HOSTILE} rolled back the zone` }, { incident: id(40) }),
];
