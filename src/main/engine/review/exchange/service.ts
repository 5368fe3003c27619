import type { ImportOutcome } from '../../../../shared/contract/report-calls.ts';
import { CorrectiveActionId, type CauseId, type IncidentId, type ServiceId } from '../../../../shared/model/ids.ts';
import type { ImportedFrom } from '../../../../shared/model/incident.ts';
import { INCIDENT_FILE_FORMAT } from '../../../../shared/model/report.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import { breathe } from '../../breathe.ts';
import { packSamples } from '../../evidence/pack.ts';
import { addChunk, readSamples, saveSeries, seriesOfIncident } from '../../evidence/repo.ts';
import { foldEntries } from '../../incidents/fold.ts';
import { isOpen, type IncidentRecord } from '../../incidents/record.ts';
import { startOf } from '../../incidents/repo.ts';
import type { Incidents } from '../../incidents/service.ts';
import type { By } from '../../incidents/view.ts';
import { isFact, type Journal } from '../../journal/journal.ts';
import type { Clock } from '../../ports.ts';
import { createRegister } from '../causes.ts';
import { nextNumber } from '../follower.ts';
import { checkFile, digest, type CheckedFile } from './check.ts';
import { readFile, type FileManifest, type FileSeries, type IncidentFile } from './file.ts';
import { fingerprint, type WorkspaceKey } from './key.ts';
import { readFileRows } from './repo.ts';
import { stepHere, type Renaming } from './translate.ts';

export interface ExchangeDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly journal: Journal;
  readonly incidents: () => Pick<Incidents, 'record' | 'mustSee' | 'known' | 'importForeign'>;
  readonly key: WorkspaceKey | null;
  readonly workspace: () => { readonly name: string; readonly timeZone: string };
  readonly services: () => readonly { readonly id: ServiceId; readonly name: string }[];
  readonly version: string;
}

export interface Exchange {
  /** A whole incident for another workspace; `shown` is what people read of it. The journal is checked first, which takes a while where it is long. */
  exportFile(id: IncidentId, by: By, shown: () => IncidentFile['shown']): Promise<IncidentFile>;
  /** Throws `invalid_input` with the first bad row, and `conflict` where it cannot be had here. Nothing is written unless `commit`. `goesOn`: an open one is wanted, and its clocks run here from now on. */
  importFile(text: string, file: string, commit: boolean, by: By, goesOn: boolean): ImportOutcome;
}

const EVER = { from: epochMs(-8.64e15), to: epochMs(8.64e15) };
/** As many as a minute-wise recording of an hour at one a second would hold. */
const CHUNK = 3_600;

/** Incidents that travel between workspaces as files, with what proves them. */
export function createExchange(deps: ExchangeDeps): Exchange {
  const { db, clock, journal, key, incidents } = deps;
  const register = createRegister({ db, record: (id) => incidents().record(id) });

  /** One series after the other: to pack an hour of one takes some hundredths of a second. */
  const packed = async (id: IncidentId): Promise<FileSeries[]> => {
    const all: FileSeries[] = [];
    for (const { incident: _incident, from, to, ...about } of seriesOfIncident(db.read, id)) {
      if (all.length > 0) await breathe(clock);
      const samples = readSamples(db.read, id, about.signal, EVER.from, EVER.to);
      all.push({ ...about, from: Math.round(from), to: to === null ? null : Math.round(to), samples: samples.length, data: Buffer.from(packSamples(samples)).toString('base64') });
    }
    return all;
  };

  /** This incident is here already: it was made here, or imported before, or is one of the same title and start. */
  const duplicateOf = (checked: CheckedFile, record: IncidentRecord): IncidentId | null => {
    const [opened] = checked.entries;
    if (opened === undefined) return null;
    const own = journal.entry(opened.seq);
    if (own?.hash === opened.hash) return own.stream;
    const before = importsBefore(journal).find(({ fact }) => fact.data.openedHash === opened.hash);
    return before?.stream ?? incidents().known('', record.title ?? '', startOf(record));
  };

  const signatureState = (publicKey: string | null): ImportOutcome['signature'] => {
    if (publicKey === null) return 'none';
    if (publicKey === key?.publicKey) return 'own';
    return importsBefore(journal).some(({ fact }) => fact.data.key === fingerprint(publicKey)) ? 'known' : 'new';
  };

  const outcomeOf = (checked: CheckedFile, record: IncidentRecord): ImportOutcome => {
    const { manifest, signature: signed } = checked.file;
    const signature = signatureState(signed?.key ?? null);
    const here = new Set<string>(deps.services().map(({ id }) => id));
    return {
      workspace: manifest.workspace.name,
      incident: manifest.incident,
      title: record.title ?? '(title removed)',
      severity: record.highestSeverity,
      madeAt: manifest.madeAt,
      rows: checked.entries.length,
      redacted: checked.redacted,
      series: checked.series.length,
      samples: checked.series.reduce((sum, { samples }) => sum + samples.length, 0),
      signature,
      key: signed === null ? null : fingerprint(signed.key),
      chain: { checkedTo: manifest.chain.head.seq, head: manifest.chain.head.hash, problem: manifest.chain.problem },
      unknownServices: record.services.filter((id) => !here.has(id)),
      says: saysOf(checked, signature),
      duplicate: duplicateOf(checked, record),
      imported: null,
    };
  };

  const write = (checked: CheckedFile, file: string, by: By): IncidentId => {
    const { manifest, signature, entries: rows } = checked.file;
    const actions = new Map<CorrectiveActionId, CorrectiveActionId>();
    const writer = db.write;
    if (writer === null) throw new HoldfastError('read_only', 'Holdfast cannot write to its database, so nothing was imported.');
    const renaming: Renaming = {
      origin: (signature === null ? digest(manifest.workspace.name) : fingerprint(signature.key)).replaceAll(' ', '').slice(0, 8),
      workspace: manifest.workspace.name,
      action: (there) => {
        const known = actions.get(there) ?? CorrectiveActionId.parse(`CA-${String(nextNumber(writer, 'action')).padStart(4, '0')}`);
        actions.set(there, known);
        return known;
      },
      cause: ({ data, texts }): CauseId | null => register.resolve(writer, { id: null, name: texts.name ?? null, category: data.category, confidence: data.confidence, reason: null }, false)?.id ?? null,
    };
    const origin = (): ImportedFrom => ({
      workspace: manifest.workspace.name,
      incident: manifest.incident,
      key: signature === null ? null : fingerprint(signature.key),
      checkedTo: manifest.chain.head.seq,
      head: manifest.chain.head.hash,
      openedHash: checked.entries[0]?.hash ?? '',
      madeAt: manifest.madeAt,
      rows: rows.length,
      actions: [...actions].map(([there, here]) => ({ here, there })),
    });
    return incidents().importForeign({
      rows: checked.entries.flatMap((entry, index) => {
        const row = rows[index];
        return row === undefined ? [] : [{ seq: entry.seq, step: (here) => stepHere(entry, row, renaming, here) }];
      }),
      end: () => ({ fact: { type: 'importedFrom', data: origin(), texts: { file } }, note: { actor: by.actor } }),
      alongside: (id) => {
        for (const { about, samples } of checked.series) {
          const { samples: _count, data: _data, from, to, note, ...rest } = about;
          const last = samples.at(-1)?.time ?? from;
          const unfinished = to === null ? 'It was still being recorded when the file was made.' : null;
          saveSeries(writer, { ...rest, incident: id, from: epochMs(from), to: epochMs(to ?? last), note: [note, unfinished].filter((each) => each !== null).join(' ') || null });
          for (let at = 0; at < samples.length; at += CHUNK) addChunk(writer, id, about.signal, samples.slice(at, at + CHUNK));
        }
        journal.append(null, { type: 'incidentsImported', data: { format: 'holdfast', incidents: 1, skipped: 0 }, texts: { file } }, { actor: by.actor });
      },
    });
  };

  return {
    exportFile: async (id, by, shown) => {
      incidents().mustSee(id, by);
      const evidence = await packed(id);
      // A thousand rows at a time; what follows the last of them is read before anybody else can write.
      const steps = journal.verifySteps();
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) await breathe(clock);
      const chain = step.value;
      incidents().mustSee(id, by);
      const [record, head] = [incidents().record(id), journal.head()];
      if (record === null || head === null) throw new HoldfastError('not_found', `There is no incident ${id}.`);
      const entries = readFileRows(db.read, id);
      const named = new Map<string, string>(deps.services().map((service) => [service.id, service.name]));
      const parts = { entries, evidence, names: { services: Object.fromEntries(record.services.map((service) => [service, named.get(service) ?? service])) }, shown: shown() };
      const manifest: FileManifest = {
        incident: id,
        title: record.title ?? '(title removed)',
        severity: record.highestSeverity,
        workspace: deps.workspace(),
        madeAt: toRfc3339(clock.nowMs()),
        madeBy: `Holdfast ${deps.version}`,
        chain: { head, rows: chain.rows, redacted: chain.redacted, lost: chain.lost, unproven: chain.unproven, problem: chain.firstBad?.problem ?? null },
        rows: entries.length,
        digests: { entries: digest(parts.entries), evidence: digest(parts.evidence), names: digest(parts.names), shown: digest(parts.shown) },
      };
      return { format: INCIDENT_FILE_FORMAT, manifest, signature: key?.sign(manifest) ?? null, ...parts };
    },
    importFile: (text, file, commit, by, goesOn) => {
      const checked = checkFile(readFile(text));
      const record = foldEntries(checked.entries);
      if (record === null) throw new HoldfastError('invalid_input', 'The file holds no incident.');
      const { manifest } = checked.file;
      if (isOpen(record) && !goesOn) throw new HoldfastError('conflict', `${manifest.incident} was still open when this file was made; its clocks would run here, too. Export it again once it is resolved.`);
      if (record.standing === 'merged') throw new HoldfastError('conflict', `${manifest.incident} was merged into ${record.mergedInto ?? 'another incident'} there. Export that one.`);
      const outcome = outcomeOf(checked, record);
      if (!commit) return outcome;
      if (outcome.duplicate !== null) throw new HoldfastError('conflict', `${manifest.incident} of ${manifest.workspace.name} is here already, as ${outcome.duplicate}. Nothing was imported.`, { incident: outcome.duplicate });
      return { ...outcome, imported: write(checked, file, by) };
    },
  };
}

/** Every import of this kind so far; there are as many as people have made by hand. */
const importsBefore = (journal: Journal) => journal.entries({ types: ['importedFrom'], order: 'asc', limit: 100_000 }).flatMap((entry) => (isFact(entry, 'importedFrom') ? [entry] : []));

const SIGNATURE_SAYS: Readonly<Record<ImportOutcome['signature'], string>> = {
  none: 'It is not signed: whoever had it in their hands could have made all of it anew.',
  new: 'It is signed by a key that this workspace has not met before. Compare its fingerprint with the other workspace; without that, anybody could have signed it.',
  known: 'It is signed by the key that earlier files were imported from.',
  own: 'It is signed by this workspace itself.',
};

/** What the check shows, and what it cannot. */
function saysOf({ file: { manifest }, entries, redacted, unproven }: CheckedFile, signature: ImportOutcome['signature']): string[] {
  const { chain, workspace } = manifest;
  return [
    `Each of its ${entries.length} rows matches its hash, and each text the hash that its row holds${redacted === 0 ? '' : `; ${redacted} ${redacted === 1 ? 'text was' : 'texts were'} redacted there by two people`}.`,
    ...(unproven === 0 ? [] : [`${unproven} ${unproven === 1 ? 'row' : 'rows'} cannot be proved: a repair of the database there had lost what stood before.`]),
    chain.problem === null
      ? `${workspace.name} had checked its whole journal up to row ${chain.head.seq} when it made this file.`
      : `The journal of ${workspace.name} was not in order when this file was made: ${chain.problem}.`,
    SIGNATURE_SAYS[signature],
    `Rows of other incidents stand between these and are not in the file, so that the chain as a whole can only be checked there: its last row had the hash ${chain.head.hash}.`,
  ];
}
