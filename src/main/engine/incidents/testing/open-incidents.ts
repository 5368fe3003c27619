import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import type { LiveEvent } from '../../../../shared/contract/events.ts';
import { IncidentDraft } from '../../../../shared/contract/incident-inputs.ts';
import { IncidentAction } from '../../../../shared/contract/incident-inputs.ts';
import type { Person } from '../../../../shared/model/entities.ts';
import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { PersonId, type IncidentId } from '../../../../shared/model/ids.ts';
import type { Right } from '../../../../shared/model/rights.ts';
import { durationMs, epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { z } from 'zod';
import { connectWriter } from '../../../store/connection.ts';
import { migrate } from '../../../store/migrate.ts';
import { MIGRATIONS } from '../../../store/migrations/index.ts';
import { createSql } from '../../../store/sql.ts';
import type { AlertStanding, AlertSubject } from '../../alerts/rules.ts';
import { createAlerts, type AlertDeps } from '../../alerts/service.ts';
import { createJournal, type JournalPorts } from '../../journal/service.ts';
import { createManualClock, silentLog } from '../../testing/manual-clock.ts';
import { createIncidents, type IncidentDeps } from '../service.ts';
import { viewerOf, type By } from '../view.ts';
import { CHECKOUT } from './facts.ts';
import { serviceId } from './alerts.ts';
import { policyOf } from './policy.ts';

const OPERATOR: readonly Right[] = ['view', 'publish', 'operate'];
const person = (id: string, name: string): Person => ({ id: PersonId.parse(id), name, rights: [...OPERATOR], roles: [] });
export const PEOPLE = [person('ada', 'Ada'), person('bob', 'Bob'), person('eve', 'Eve')];

export const byOf = (id: string, rights: readonly Right[] = OPERATOR): By => ({ ...viewerOf({ rights }), actor: { kind: 'person', id, name: PEOPLE.find((each) => each.id === id)?.name ?? id }, rights });
export const [ADA, BOB, EVE] = [byOf('ada'), byOf('bob'), byOf('eve')];
/** A screen on the wall, and somebody who only tells. */
export const WALL = viewerOf({ rights: ['view'] });
export const COMMS = byOf('eve', ['view', 'publish']);

/** Incidents over a real journal, real alerts and SQLite in memory or in a file, on a clock that is moved by hand. */
export function openIncidents(changes: Partial<IncidentDeps> = {}, { file, ...journalPorts }: { readonly file?: string } & Partial<JournalPorts> = {}, alertPorts: Pick<AlertDeps, 'fired'> = {}) {
  const raw = file === undefined ? new Database(':memory:') : connectWriter(file);
  const clock = createManualClock();
  const sql = createSql(raw, { clock, log: silentLog });
  migrate(sql.write, MIGRATIONS);
  const db = { read: sql.read, write: sql.write };
  const events: LiveEvent[] = [];
  const hooks: string[] = [];
  let random = 0;
  const randomBytes = (count: number): Uint8Array => createHash('sha256').update(String((random += 1))).digest().subarray(0, count);
  const journal = createJournal({ db, clock, randomBytes, ...journalPorts });
  const emit = (event: string, data: unknown): void => void events.push({ event, data } as LiveEvent);
  const deps: IncidentDeps = {
    db, journal, clock, emit,
    log: { ...silentLog, info: (message, fields) => void hooks.push(`${message}: ${String(fields?.['incident'])}`) },
    policy: () => policyOf(),
    services: () => ['checkout', 'login', 'search'].map((id) => ({ id: serviceId(id) })),
    people: () => PEOPLE,
    timeZone: () => 'Europe/Berlin',
    clocks: () => [],
    alerts: () => alerts,
    forgetUpdate: () => {},
    shownNumbers: () => [],
    used: () => [],
    repeats: () => null,
    onHidden: (id) => void hooks.push(`hidden ${id}`),
    ...changes,
  };
  const open = () => createIncidents(deps);
  let incidents = open();
  const alerts = createAlerts({
    db, clock, randomBytes, emit,
    log: silentLog,
    tellAnew: () => void hooks.push('all alerts told anew'),
    retentionMs: () => durationMs(30 * 86_400_000),
    ...alertPorts,
    taker: () => incidents,
    suppressedBy: () => null,
    isPrivate: (id) => incidents.record(id)?.private ?? false,
  });

  const subject = (rule: string, about: Partial<AlertSubject & AlertSubject['facts']>): AlertSubject => {
    const service = about.service === undefined ? CHECKOUT : about.service;
    return {
      key: rule, rule, name: rule, source: null, service, signal: null, severity: about.severity ?? 'P1', labels: {}, annotations: {},
      facts: { mode: about.mode ?? 'open', signature: `${service ?? 'none'}/${rule}`, services: service === null ? [] : [service], title: about.title ?? `${service ?? 'Something'}: ${rule}`, origin: 'rule' },
    };
  };
  const standing = (state: AlertStanding['state'], rest: Partial<AlertStanding>): AlertStanding => ({ state, startsAt: clock.nowMs(), noEarlierThan: false, firedAt: clock.nowMs(), endsAt: null, value: 2.4, limit: 0.8, confirmedAt: clock.nowMs(), confirmed: true, ...rest });

  return {
    raw, clock, db, journal, alerts, events, hooks, deps,
    get incidents() {
      return incidents;
    },
    /** As after a restart: the same store, nothing else. */
    restart: () => (incidents = open()),
    /** A rule fires; its breach began `agoMs` before. Returns its incident. */
    fires: (rule: string, { agoMs = 0, ...about }: Partial<AlertSubject & AlertSubject['facts']> & { agoMs?: number } = {}): IncidentId | null => {
      alerts.observe([{ subject: subject(rule, about), standing: standing('firing', { startsAt: epochMs(clock.nowMs() - agoMs) }) }]);
      return alerts.activeOf(rule)?.incident ?? null;
    },
    /** Several rules fire, or all of them end, in one observation. */
    observe: (state: 'firing' | 'inactive', rules: readonly (Partial<AlertSubject & AlertSubject['facts']> & { readonly rule: string })[]): void =>
      alerts.observe(rules.map((about) => ({ subject: subject(about.rule, about), standing: standing(state, state === 'inactive' ? { endsAt: clock.nowMs() } : {}) }))),
    ends: (rule: string, about: Partial<AlertSubject> = {}) => alerts.observe([{ subject: subject(rule, about), standing: standing('inactive', { endsAt: clock.nowMs() }) }]),
    act: (id: IncidentId, action: z.input<typeof IncidentAction>, by: By = ADA, version?: number): IncidentDetail => incidents.act(id, IncidentAction.parse(action), by, version),
    open: (draft: Partial<z.input<z.ZodObject<typeof IncidentDraft>>> = {}, by: By = ADA): IncidentDetail => incidents.open(z.object(IncidentDraft).parse({ title: 'Nobody can pay', severity: 'P1', services: ['checkout'], ...draft }), by),
    list: (query: { show?: 'open' | 'closed' | 'all'; limit?: number; cursor?: string | undefined; query?: string; service?: string } = {}, viewer: By | typeof WALL = ADA) => {
      const { service, ...rest } = query;
      return incidents.list({ show: 'all', limit: 200, ...rest, ...(service === undefined ? {} : { service: serviceId(service) }) }, viewer);
    },
    timeline: (id: IncidentId, query: { show?: 'key' | 'all'; order?: 'asc' | 'desc'; limit?: number; cursor?: string | undefined; type?: string; actor?: string } = {}, viewer: By | typeof WALL = ADA) => incidents.timeline({ id, show: 'all', order: 'asc', limit: 200, ...query }, viewer),
    told: (event: LiveEvent['event']) => events.filter((each) => each.event === event).map(({ data }) => data),
    now: () => toRfc3339(clock.nowMs()),
  };
}
