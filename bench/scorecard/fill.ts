import { IncidentId } from '../../src/shared/model/ids.ts';
import type { IncidentFact } from '../../src/shared/model/timeline.ts';
import type { Follower } from '../../src/main/engine/incidents/follower.ts';
import { foldEntries } from '../../src/main/engine/incidents/fold.ts';
import type { IncidentRecord } from '../../src/main/engine/incidents/record.ts';
import { saveHead, saveRecord } from '../../src/main/engine/incidents/repo.ts';
import type { Entry } from '../../src/main/engine/journal/journal.ts';
import { entriesOf, type Told } from '../../src/main/engine/scorecard/testing/told.ts';
import type { WriteDb } from '../../src/main/store/sql.ts';
import { seededRandom } from '../../src/main/store/testing/random.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const DAYS = 5 * 365;
const SERVICES = 50;
const RULES = 4;
const CAUSES = 300;
const TOGETHER = 5_000;
const RUNNING = 12;

export const serviceOf = (number: number): string => `svc-${String(number % SERVICES).padStart(2, '0')}`;
export const causeOf = (number: number): string => `CAUSE-${String((number % CAUSES) + 1).padStart(4, '0')}`;

/** Incidents over five years up to `end`, as many a day at any number of them: what is looked at grows with it, not the span. */
export function* invent(count: number, end: number, seed = 7): Generator<Told> {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  /** Skewed, as durations are: most are short, some last for days. */
  const lasting = (usual: number): number => Math.round(usual * Math.exp(2.2 * (random() + random() + random() - 1.5)) * MINUTE);
  const step = (DAYS * DAY) / count;
  for (let number = 0; number < count; number += 1) {
    const start = Math.floor(end - DAYS * DAY + number * step + random() * step);
    const service = below(SERVICES);
    const detected = start + lasting(2) * (random() < 0.005 ? -1 : 1);
    const mitigated = Math.min(end - 1, start + lasting(25));
    const resolved = Math.max(mitigated, start + lasting(60));
    const running = number >= count - RUNNING;
    const at = Math.max(start, detected);
    yield {
      title: `${serviceOf(service)}: error rate above 5 %`,
      start: random() < 0.04 ? null : start,
      detected,
      declared: at,
      ...(random() < 0.06 ? {} : { acknowledged: at + lasting(3) }),
      ...(random() < 0.1 || running ? {} : { mitigated }),
      ...(random() < 0.5 || running ? {} : { impactEnded: mitigated }),
      ...(running ? {} : { resolved: Math.min(resolved, end - 1) }),
      severity: random() < 0.05 ? 'P0' : random() < 0.4 ? 'P1' : 'P2',
      services: random() < 0.1 ? [serviceOf(service), serviceOf(service + 7)] : [serviceOf(service)],
      signature: random() < 0.2 ? null : `${serviceOf(service)}/rule-${below(RULES)}/above`,
      private: random() < 0.01,
      isDrill: random() < 0.02,
      ...(random() < 0.02 ? { startCorrected: [start - lasting(5)] } : {}),
      cause: random() < 0.15 ? causeOf(below(CAUSES)) : null,
    };
  }
}

const HOLDFAST = { kind: 'holdfast', id: 'holdfast', name: 'Holdfast' } as const;

/** The record that the journal of such an incident adds up to. */
export function recordOf(told: Told, number: number): IncidentRecord {
  const facts = entriesOf(told, 0);
  const id = IncidentId.parse(`INC-${new Date(facts[0]?.at ?? 0).getUTCFullYear()}-${String(number + 1).padStart(4, '0')}`);
  const entries = facts.map(({ at, fact }, index): Entry<IncidentFact> => ({ seq: number * 10 + index + 1, stream: id, at, recordedAt: at, actor: HOLDFAST, fact, evidence: null, fromMemory: false, redactions: [], hash: '' }));
  const record = foldEntries(entries);
  if (record === null) throw new Error('an incident begins with its opening');
  return record;
}

/** Writes them as the engine keeps them, all but their journal: record, row in lists, and what the scorecard counts. */
export function fill(db: WriteDb, follower: Follower, count: number, end: number): void {
  const told = invent(count, end);
  for (let from = 0; from < count; from += TOGETHER)
    db.transaction(() => {
      for (let number = from; number < Math.min(count, from + TOGETHER); number += 1) {
        const next = told.next();
        if (next.done === true) return;
        const record = recordOf(next.value, number);
        saveHead(db, record, '');
        saveRecord(db, record);
        follower.saved(db, { record, entries: [], anew: true });
      }
    });
}
