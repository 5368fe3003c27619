import type { Migration } from '../migrate.ts';

/**
 * Words of incidents, to be found again: one document an incident, one column a kind of text. Without content
 * (`content=''`): texts stand in the journal only, and are read from there for what a page shows. `contentless_delete`, because by
 * the time a text is redacted nobody knows it any more, which every other way of taking it out of an index would need.
 * `search_docs.doc` rises with the start of the incident (`engine/search/document.ts`). `search_owed` has a row while the index
 * still holds words of a text that is gone.
 */
export const search: Migration = {
  version: 130,
  name: 'search',
  up: (db) => {
    db.run(`CREATE VIRTUAL TABLE search USING fts5(
      head, title, cause, fix, why, note, "update", action, reason, impact, link, report, facets,
      content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2"
    )`);
    db.run(`CREATE TABLE search_docs (
      doc INTEGER PRIMARY KEY,
      incident TEXT NOT NULL UNIQUE,
      started_at INTEGER NOT NULL,
      private INTEGER NOT NULL CHECK (private IN (0, 1))
    ) STRICT`);
    db.run('CREATE TABLE search_owed (id INTEGER PRIMARY KEY CHECK (id = 1)) STRICT');
  },
};
