import type { EpochMs } from '../../../../shared/model/units.ts';
import type { WriteDb } from '../../../store/sql.ts';

/**
 * For a database that is older than what has happened since, such as a backup that was restored. What it has on its way may have gone
 * long ago, and what it calls scheduled or a draft may have been published: nothing of it goes by itself, a person looks first.
 * `class` is put to blind so that nobody looks for it by itself either, since what is not found would be sent. `since`: a clause.
 */
export function holdBack(write: WriteDb, at: EpochMs, since: string): void {
  write.transaction(() => {
    /* A backup may be older than what is kept here. */
    const has = (table: string, column: string): boolean => write.get('SELECT 1 FROM pragma_table_info(?) WHERE name = ?', table, column) !== undefined;
    if (has('deliveries', 'seq')) {
      const maybe = `It may have been sent since: ${since}.`;
      write.run("UPDATE delivery_attempts SET ended_at = ?, outcome = 'ambiguous', reason = ? WHERE ended_at IS NULL", at, maybe);
      write.run("UPDATE deliveries SET state = 'unknown', class = 'blind', maybe = 1, owner = NULL, not_before = NULL, settled_at = ?, reason = ? WHERE state IN ('queued', 'sending', 'unknown')", at, maybe);
      write.run("UPDATE deliveries SET reason = ifnull(reason || ' ', '') || ? WHERE state = 'failed'", `This is how it stood before: ${since}.`);
      write.run('DELETE FROM outbox_owners');
    }
    if (has('updates', 'returned')) {
      const returned = `It may have been published since: ${since}. Look where it would go before you publish it.`;
      write.run("UPDATE updates SET state = 'draft', publish_at = NULL, published_by = NULL, approval = NULL, returned = ?, version = version + 1 WHERE state IN ('draft', 'scheduled')", returned);
    }
  });
}
