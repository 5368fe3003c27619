import fs from 'node:fs';
import { openStore } from '../open.ts';
import { fakeClock, recordingLog } from './fixtures.ts';

/**
 * Run as a process: commits 1, 2, 3 … as minutes and acknowledges each on standard output, until it is killed.
 * Arguments: file, and `after` (acknowledge when the commit has returned) or `before` (the mistake: ten a commit, acknowledged first).
 */
const [file = '', acknowledge = 'after'] = process.argv.slice(2);
const { read, write } = openStore({ file, clock: fakeClock(), log: recordingLog() });
if (!write) throw new Error('the store is read-only');
const batch = acknowledge === 'after' ? 1 : 10;
let next = (read.get<{ newest: number | null }>('SELECT max(minute) AS newest FROM rollup_minutes')?.newest ?? 0) + 1;
for (;;) {
  const first = next;
  write.transaction(() => {
    for (; next < first + batch; next += 1) {
      write.run('INSERT INTO rollup_minutes VALUES (?, ?)', next, new Uint8Array(600).fill(next));
      if (acknowledge === 'before') fs.writeSync(1, `${next}\n`);
    }
  });
  if (acknowledge === 'after') fs.writeSync(1, `${first}\n`);
}
