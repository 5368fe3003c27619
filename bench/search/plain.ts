import { execFileSync } from 'node:child_process';
import type { Store } from '../../src/main/store/store.ts';

/** What the `sqlite3` command line makes of the same texts: one FTS5 table over them, asked as everybody asks it. */
export interface Plain {
  /** Time of the statement as the program tells it. */
  readonly topMs: (match: string) => number;
  readonly count: (match: string) => number;
}

const sql = (file: string, ...lines: readonly string[]): string => execFileSync('sqlite3', ['-batch', file], { input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 26 });
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Null where the program is missing. */
export function createPlain(file: string, from: Store): Plain | null {
  try {
    sql(
      file,
      'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;',
      `ATTACH ${quoted(from.file)} AS holdfast;`,
      'CREATE VIRTUAL TABLE texts USING fts5(title, body);',
      `INSERT INTO texts (rowid, title, body)
         SELECT d.doc, max(CASE WHEN j.type = 'opened' THEN t.text END), group_concat(CASE WHEN j.type <> 'opened' THEN t.text END, ' ')
         FROM holdfast.search_docs d JOIN holdfast.journal j ON j.stream = d.incident JOIN holdfast.journal_texts t ON t.seq = j.seq GROUP BY d.doc;`,
      `INSERT INTO texts (texts) VALUES ('optimize');`,
    );
  } catch {
    return null;
  }
  return {
    topMs: (match) => {
      const out = sql(file, '.timer on', `SELECT rowid FROM texts WHERE texts MATCH ${quoted(match)} ORDER BY rank LIMIT 20;`);
      return Number(/real ([\d.]+)/.exec(out)?.[1] ?? Number.NaN) * 1_000;
    },
    count: (match) => Number(sql(file, `SELECT count(*) FROM texts WHERE texts MATCH ${quoted(match)};`)),
  };
}
