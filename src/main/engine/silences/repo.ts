import type { IncidentId, SourceId } from '../../../shared/model/ids.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Follower } from '../incidents/follower.ts';
import type { SilenceRecord } from '../incidents/record.ts';

interface Row {
  readonly incident: IncidentId;
  readonly silence: string | null;
}

/** Those that may still be there, of a source; of one that could not be found too, for it may turn up yet. */
export const unsettledOf = (db: ReadDb, source: SourceId): readonly IncidentId[] => db.all<{ incident: IncidentId }>('SELECT DISTINCT incident FROM silences WHERE source = ?', source).map(({ incident }) => incident);

/** The source's ids of silences that were made from here, with their incidents. */
export const knownSilences = (db: ReadDb, source: SourceId): readonly Row[] => db.all<Row>('SELECT incident, silence FROM silences WHERE source = ? AND silence IS NOT NULL', source);

const isUnsettled = ({ state }: SilenceRecord): boolean => state !== 'ended';

/** Keeps the rows in step with the incidents. Of one that was run elsewhere nothing is ours to look after. */
export const silenceFollower: Follower = {
  name: 'silences',
  version: 1,
  saved: (write: WriteDb, { record }) => {
    if (record.silences.length === 0) return;
    write.run('DELETE FROM silences WHERE incident = ?', record.id);
    if (record.importedFrom !== null) return;
    for (const { item, source, state, silence } of record.silences.filter(isUnsettled)) write.run('INSERT INTO silences (incident, item, source, state, silence) VALUES (?, ?, ?, ?, ?)', record.id, item, source, state, silence);
  },
  clear: (write: WriteDb) => void write.run('DELETE FROM silences'),
};
