import fs from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { IncidentId } from '../../../../shared/model/ids.ts';
import { HOLDFAST, type Journal } from '../../../engine/journal/journal.ts';
import { createHistoryKeeper } from '../../../engine/journal/repair.ts';
import { createJournal } from '../../../engine/journal/service.ts';
import { createManualClock, silentLog } from '../../../engine/testing/manual-clock.ts';
import { copyOnline } from '../../backup.ts';
import { newestVersion } from '../../migrate.ts';
import { MIGRATIONS } from '../../migrations/index.ts';
import { openStore } from '../../open.ts';
import { backupName, shelfOf } from '../../shelf.ts';
import type { Store } from '../../store.ts';
import { temporaryFolder } from '../../testing/fixtures.ts';

const ANN = { kind: 'person', id: 'ann', name: 'Ann' } as const;
const incident = (number: number): IncidentId => IncidentId.parse(`INC-2026-${String(number).padStart(4, '0')}`);

/** A database in a file with history as an engine writes it: incidents, notes, chart history, frozen charts, screens. */
export function openWorkspace(file: string, random: () => number) {
  const clock = createManualClock();
  let salts = 0;
  const randomBytes = (bytes: number): Buffer => createHash('sha256').update(`${(salts += 1)}`).digest().subarray(0, bytes);
  const history = createHistoryKeeper({ clock, randomBytes });
  const open = (): Store => openStore({ file, clock, log: silentLog, history });
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, emptyFile());
  const store = open();
  const journal = createJournal({ db: store, clock, randomBytes });
  let incidents = 0;
  let minute = 29_000_000;
  const grow = (entries: number): void => {
    store.write?.transaction(() => {
      for (let count = 0; count < entries; count += 1) {
        if (count % 25 === 0) begin(journal, incident((incidents += 1)));
        else if (count % 5 === 4) journal.append(incident(incidents), { type: 'acknowledged', data: {}, texts: {} }, { actor: ANN });
        else journal.append(incident(incidents), { type: 'note', data: {}, texts: { text: `note ${count} ${'and so on '.repeat(Math.floor(random() * 12))}` } }, { actor: ANN });
        if (count % 3 === 0) store.write?.run('INSERT INTO rollup_minutes VALUES (?, ?)', (minute += 1), blob(random, 80 + Math.floor(random() * 200)));
        if (count % 3 === 1) store.write?.run('INSERT INTO rollup_blocks VALUES (?, ?)', Math.floor(minute / 60) * 2 ** 20 + (minute % 60), blob(random, 200 + Math.floor(random() * 400)));
        if (count % 4 === 2) store.write?.run('INSERT INTO evidence_chunks (incident, signal, first_at, last_at, samples, data) VALUES (?, ?, ?, ?, ?, ?)', incident(incidents), 'checkout-p95', minute * 60_000 + 0.5, minute * 60_000 + 60_000, 12, blob(random, 300));
      }
      store.write?.run('INSERT OR IGNORE INTO seats (id, name, kind, rights, user_agent, created_at) VALUES (?, ?, ?, ?, ?, ?)', `seat-${incidents}`, 'Wall', 'wall', '["view"]', 'test', minute);
      store.write?.run('INSERT OR IGNORE INTO evidence_series (incident, signal, name, unit, kind, query, source, from_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', incident(incidents), 'checkout-p95', 'p95 latency', 's', 'latency', 'up', 'prom', minute);
    });
  };
  /** A backup as one is made while running, without the checks that a caller may trust here. */
  const backUp = async (): Promise<void> => {
    fs.mkdirSync(shelfOf(file), { recursive: true });
    await copyOnline(file, `${shelfOf(file)}/${backupName(file, clock.nowMs(), newestVersion(MIGRATIONS), true)}`);
  };
  return { clock, store, journal, history, grow, backUp, open };
}

let empty: Buffer | null = null;
/** Made once: bringing a schema up to date costs more than all the rest of a run. */
function emptyFile(): Buffer {
  if (empty !== null) return empty;
  using folder = temporaryFolder();
  openStore({ file: folder.file('empty.db'), clock: createManualClock(), log: silentLog }).close();
  return (empty = fs.readFileSync(folder.file('empty.db')));
}

function begin(journal: Journal, id: IncidentId): void {
  journal.append(id, { type: 'opened', data: { standing: 'declared', severity: 'P1', kind: null, origin: 'person', services: [], rule: null, signature: null, private: false, isDrill: false, impactStartedAt: null, noEarlierThan: false, detectedAt: null }, texts: { title: `Incident ${id}` } }, { actor: HOLDFAST });
}

const blob = (random: () => number, bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, () => Math.floor(random() * 256));
