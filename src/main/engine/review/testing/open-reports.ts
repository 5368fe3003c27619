import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceId, SignalId, SourceId, type IncidentId } from '../../../../shared/model/ids.ts';
import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { EvidenceSample } from '../../evidence/pack.ts';
import { addChunk, saveSeries } from '../../evidence/repo.ts';
import { createEvidence } from '../../evidence/service.ts';
import { createChanges } from '../../changes/service.ts';
import { silentLog } from '../../testing/manual-clock.ts';
import { openKey } from '../exchange/key.ts';
import { createExchange } from '../exchange/service.ts';
import { parseTemplate } from '../report/template.ts';
import { createReports } from '../report/service.ts';
import { openReviews } from './open-reviews.ts';

const TEMPLATE = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', '..', 'resources', 'report-template.md'), 'utf8');
const CHECKOUT = ServiceId.parse('checkout');

/** Reports and files over real reviews, a real journal and SQLite in memory; `name` is the workspace, and makes its key. */
export function openReports(name = 'Acme Payments') {
  const opened = openReviews();
  const { db, clock, journal } = opened;
  const incidents = () => opened.incidents;
  const randomBytes = (count: number): Uint8Array => createHash('sha256').update(name).digest().subarray(0, count);
  const key = openKey(db, randomBytes);
  const evidence = createEvidence({ db, clock, log: silentLog, signalsOf: () => [], samples: () => [], liveSince: clock.nowMs(), history: async () => [], record: (id) => opened.incidents.record(id), append: () => {} });
  const workspace = () => ({ name, timeZone: 'Europe/Berlin' });
  const services = () => [{ id: CHECKOUT, name: 'Checkout API' }];
  const exchange = createExchange({ db, clock, journal, incidents, key, workspace, services, version: '0.0.0' });
  const changes = createChanges({ db, clock, services, openRecords: () => opened.incidents.openRecords(), emit: () => {}, onProblem: () => {} });
  const reports = createReports({
    clock, journal, incidents, evidence, exchange, workspace, changes,
    reviews: opened.reviews,
    names: () => ({ services: services(), signals: [{ id: SignalId.parse('checkout-p95'), name: 'p95 latency', unit: 's', kind: 'latency', service: CHECKOUT, rules: ['slow'] }] }),
    template: parseTemplate(TEMPLATE),
    version: '0.0.0',
  });
  return {
    ...opened, changes, evidence, exchange, reports, key,
    /** A series of latency that was frozen around the incident: a sample every ten seconds. */
    froze: (incident: IncidentId, from: EpochMs, to: EpochMs, valueAt: (time: number) => number): void => {
      const samples: EvidenceSample[] = [];
      for (let time: number = from; time <= to; time += 10_000) samples.push({ time: epochMs(time), value: valueAt(time) });
      saveSeries(db.write, { incident, signal: SignalId.parse('checkout-p95'), name: 'p95 latency', unit: 's', kind: 'latency', query: 'histogram_quantile(0.95, rate(x_bucket{service="checkout"}[1m]))', source: SourceId.parse('prom'), from, to, asked: true, note: null });
      addChunk(db.write, incident, SignalId.parse('checkout-p95'), samples);
    },
  };
}
