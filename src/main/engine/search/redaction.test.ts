import { hash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import { describe, expect, it } from 'vitest';
import type { WriteDb } from '../../store/sql.ts';
import { temporaryFolder } from '../../store/testing/fixtures.ts';
import { BOB, openIncidents } from '../incidents/testing/open-incidents.ts';
import { searchFollower } from './follower.ts';
import { purgeIndex } from './repo.ts';

const bytesOf = (file: string): Buffer => Buffer.concat(['', '-wal', '-shm'].map((end) => (fs.existsSync(file + end) ? fs.readFileSync(file + end) : Buffer.alloc(0))));
/** One word of the index, folded as it stands there. */
const mark = (number: number): string => hash('sha256', String(number)).slice(0, 24);
const COPIES = ['incidents', 'incident_records', 'alerts'];
const NOTES = 240;
/** What is read is what the files hold; how long a disk takes for it says nothing here. */
const IN_MEMORY = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

/** Notes in six incidents, every third of which is redacted: how many of those can still be read in the files, and how many of the others? */
function remains(ports: { readonly purge?: (write: WriteDb) => void }): { readonly kept: number; readonly left: number } {
  using folder = temporaryFolder(IN_MEMORY);
  const file = folder.file('holdfast.db');
  const { open, act, timeline, raw, db } = openIncidents({ followers: [searchFollower] }, { file, copies: COPIES, ...ports });
  const ids = Array.from({ length: 6 }, () => open().id);
  const idOf = (number: number) => ids[number % ids.length] ?? open().id;
  for (let number = 1; number <= NOTES; number += 1) act(idOf(number), { type: 'note', text: `${mark(number)} ${'and more words '.repeat(number % 40)}` });
  const seqs = new Map(ids.flatMap((id) => timeline(id, { type: 'note' }).items.map(({ seq, data }) => [String(data['text']).split(' ')[0] ?? '', seq] as const)));
  db.write.transaction(() => {
    for (let number = 3; number <= NOTES; number += 3) {
      const seq = seqs.get(mark(number)) ?? 0;
      act(idOf(number), { type: 'askRedaction', seq, field: 'text', reason: 'personal data' });
      act(idOf(number), { type: 'approveRedaction', seq, field: 'text' }, BOB);
    }
  });
  const bytes = bytesOf(file);
  /* The index keeps of each word only how it differs from the one before. */
  const found = Array.from({ length: NOTES }, (_, index) => index + 1).filter((number) => bytes.includes(mark(number).slice(-16)));
  raw.close();
  return { kept: found.filter((number) => number % 3 !== 0).length, left: found.filter((number) => number % 3 === 0).length };
}

describe('what a redaction leaves of a text in the index', () => {
  it('is nothing, and all of the others', () => expect(remains({ purge: purgeIndex })).toEqual({ kept: 160, left: 0 }));

  it('control arm: without taking out of the index what was deleted of it, words can be read off the disk', () => expect(remains({}).left).toBeGreaterThan(0));

  it('is not found any more, and the rest of the incident still is', () => {
    const { open, act, timeline, db } = openIncidents({ followers: [searchFollower] });
    const { id } = open({ title: 'Nobody can pay' });
    act(id, { type: 'note', text: 'hunter2' });
    const found = (word: string): number => db.read.all('SELECT rowid FROM search WHERE search MATCH ?', word).length;
    expect(found('hunter2')).toBe(1);
    const seq = timeline(id).items.find(({ type }) => type === 'note')?.seq ?? 0;
    act(id, { type: 'askRedaction', seq, field: 'text', reason: 'a secret' });
    act(id, { type: 'approveRedaction', seq, field: 'text' }, BOB);
    expect([found('hunter2'), found('nobody')]).toEqual([0, 1]);
  });
});
