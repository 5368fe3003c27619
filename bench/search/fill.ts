import { IncidentId, ServiceId } from '../../src/shared/model/ids.ts';
import type { IncidentFact } from '../../src/shared/model/timeline.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../src/shared/model/units.ts';
import { foldEntries } from '../../src/main/engine/incidents/fold.ts';
import type { IncidentRecord } from '../../src/main/engine/incidents/record.ts';
import { startOf } from '../../src/main/engine/incidents/repo.ts';
import type { Entry } from '../../src/main/engine/journal/journal.ts';
import { documentOf } from '../../src/main/engine/search/document.ts';
import { saveDocument } from '../../src/main/engine/search/repo.ts';
import type { Said } from '../../src/main/engine/search/texts.ts';
import type { Store } from '../../src/main/store/store.ts';
import type { WriteDb } from '../../src/main/store/sql.ts';
import { seededRandom } from '../../src/main/store/testing/random.ts';
import type { Language } from './words.ts';

const ADA = { kind: 'person', id: 'ada', name: 'Ada' } as const;
const SERVICES = 50;
const TOGETHER = 5_000;
/** One every five minutes: ten years of a million. */
const EVERY_MS = 315_000;
const FIRST = Date.parse('2016-11-01T00:00:00Z');
/** Nobody checks the chain here. */
const NO_HASH = new Uint8Array(32);

export const serviceOf = (number: number): ServiceId => ServiceId.parse(`svc-${number % SERVICES}`);

type IncidentEntry = Entry<IncidentFact>;

function entriesOf(number: number, firstSeq: number, language: Language, random: () => number): { readonly id: IncidentId; readonly entries: IncidentEntry[] } {
  const at = epochMs(FIRST + number * EVERY_MS);
  const id = IncidentId.parse(`INC-${new Date(at).getUTCFullYear()}-${String(number + 1).padStart(4, '0')}`);
  const facts: IncidentFact[] = [
    { type: 'opened', data: { standing: 'declared', severity: (['P0', 'P1', 'P2'] as const)[number % 3] ?? 'P2', kind: number % 4 === 0 ? 'performance' : null, origin: 'person', services: [serviceOf(number)], rule: null, signature: number % 2 === 0 ? `sig-${number % 997}` : null, private: number % 200 === 0, isDrill: false, impactStartedAt: toRfc3339(at), noEarlierThan: false, detectedAt: toRfc3339(at) }, texts: { title: language.text(6) } },
    { type: 'note', data: {}, texts: { text: language.text(30) } },
    ...(random() < 0.3 ? [{ type: 'updateSent' as const, data: { audience: 'internal' as const, nextAt: null }, texts: { text: language.text(10) } }] : []),
    { type: 'resolved', data: {}, texts: random() < 0.4 ? { how: language.text(12) } : {} },
  ];
  return { id, entries: facts.map((fact, index) => ({ seq: firstSeq + index, stream: id, at, recordedAt: at, actor: ADA, fact, evidence: null, fromMemory: false, redactions: [], hash: '' })) };
}

function write(db: WriteDb, record: IncidentRecord, entries: readonly IncidentEntry[]): void {
  for (const { seq, stream, at, fact } of entries) {
    db.run('INSERT INTO journal (seq, stream, at, recorded_at, actor_kind, actor_id, actor_name, type, data, evidence, from_memory, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0, ?)', seq, stream, at, at, ADA.kind, ADA.id, ADA.name, fact.type, JSON.stringify(fact.data), NO_HASH);
    for (const [field, text] of Object.entries(fact.texts)) db.run('INSERT INTO journal_texts (seq, field, commitment, salt, text) VALUES (?, ?, ?, ?, ?)', seq, field, NO_HASH, NO_HASH, String(text));
  }
  db.run(`INSERT INTO incidents (id, closed, sort_key, severity, private, signature, closed_at, search, head) VALUES (?, 1, ?, ?, ?, ?, ?, '', '')`, record.id, 0 - startOf(record), record.severity, record.private ? 1 : 0, record.signature, record.closedAt);
  db.run('INSERT INTO incident_records (id, record) VALUES (?, ?)', record.id, JSON.stringify(record));
  saveDocument(db, record.id, { startedAt: startOf(record), isPrivate: record.private }, documentOf(record, entries.map(({ seq, at, actor, fact }): Said => ({ seq, at, actor, type: fact.type, data: fact.data, texts: fact.texts }))));
}

/** Writes incidents as the engine keeps them: journal, record, index. Returns the start of the last one. */
export function fill(store: Store, count: number, language: Language): EpochMs {
  const db = store.write;
  if (db === null) throw new Error('the store of a bench can be written');
  const random = seededRandom(11);
  let seq = 1;
  for (let from = 0; from < count; from += TOGETHER)
    db.transaction(() => {
      for (let number = from; number < Math.min(count, from + TOGETHER); number += 1) {
        const { entries } = entriesOf(number, seq, language, random);
        seq += entries.length;
        const record = foldEntries(entries);
        if (record !== null) write(db, record, entries);
      }
    });
  return epochMs(FIRST + (count - 1) * EVERY_MS);
}
