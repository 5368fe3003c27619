import { useState } from 'react';
import type { Evidence } from '../../../../shared/model/timeline.ts';
import type { IncidentId, SignalId } from '../../../../shared/model/ids.ts';
import type { Story } from '../../../../shared/model/story.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { rowWords } from '../../../../shared/text/timeline-words.ts';
import { formatInstant } from '../../../../shared/time/format.ts';
import { useWorkspace } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { FormDialog, useNames } from '../../incidents/index.ts';
import { useReview } from '../review-context.ts';
import { rowRef, sampleAt } from '../rules/evidence.ts';
import { countUntil } from '../rules/moments.ts';
import type { WhyText } from '../rules/tree.ts';
import { sinceText } from '../rules/words.ts';
import { Segments } from '../../../ui/kit/Segments.tsx';
import { useKept } from '../story/use-kept.ts';
import styles from './why.module.css';

const KINDS = [
  { value: 'row', label: 'Row of the timeline' },
  { value: 'sample', label: 'Sample at the cursor' },
  { value: 'link', label: 'Link' },
  { value: 'memory', label: 'From memory' },
] as const;
type Kind = (typeof KINDS)[number]['value'];

const kindOf = (evidence: Evidence | null): Kind => (evidence === null ? 'row' : evidence.kind === 'sample' || evidence.kind === 'link' ? evidence.kind : 'row');

export interface EvidenceFormProps {
  readonly why: WhyText;
  readonly onChange: (evidence: Evidence | null) => void;
  readonly onClose: () => void;
}

/** What an answer rests on. The cursor of the timeline says which row and which sample are meant first. */
export function EvidenceForm({ why, onChange, onClose }: EvidenceFormProps) {
  const { review, cursor } = useReview();
  const [kind, setKind] = useState<Kind>(kindOf(why.evidence));
  const [chosen, setChosen] = useState<Evidence | null>(null);
  const [url, setUrl] = useState(why.evidence?.kind === 'link' ? why.evidence.ref : 'https://');
  const [tried, setTried] = useState(false);
  const story = useCall('reviews.story', { incident: review.incident });
  const time = cursor.time() ?? (story.data === undefined ? null : Date.parse(story.data.startedAt));
  const isAddress = /^https?:\/\/[^\s/]+/.test(url.trim());
  const evidence = kind === 'memory' ? null : kind === 'link' ? { kind: 'link' as const, ref: url.trim(), time: null, value: null } : chosen;
  const ready = kind === 'memory' || (kind === 'link' ? isAddress : chosen !== null);
  const send = (): void => {
    setTried(true);
    if (!ready) return;
    onChange(evidence);
    onClose();
  };
  return (
    <FormDialog title="What does it rest on?" lead={plain(why.answer ?? why.question, 200)} submit="Use it" what="Not used" busy={false} error={null} onSubmit={send} onClose={onClose}>
      <Segments label="Kind of evidence" value={kind} options={KINDS} onChange={(next) => (setKind(next), setChosen(null))} />
      {story.data === undefined || time === null ? (
        <Skeleton units={6} label="Loading the timeline" />
      ) : kind === 'row' ? (
        <RowChoice story={story.data} time={time} onChoose={setChosen} />
      ) : kind === 'sample' ? (
        <SampleChoice incident={review.incident} time={time} start={Date.parse(story.data.startedAt)} onChoose={setChosen} />
      ) : kind === 'link' ? (
        <Field label="Address" kind="url" value={url} onChange={setUrl} error={tried && !isAddress ? 'Expected an http:// or https:// address' : null} hint="Stays in the timeline for good: without names, passwords and keys" />
      ) : (
        <p className={styles.quiet}>The answer is marked “from memory”, so that whoever reads it later knows.</p>
      )}
      {tried && !ready && kind !== 'link' ? <p className={styles.problem}>Nothing is chosen yet.</p> : null}
    </FormDialog>
  );
}

function RowChoice({ story, time, onChoose }: { story: Story; time: number; onChoose: (evidence: Evidence | null) => void }) {
  const names = useNames();
  const [query, setQuery] = useState('');
  const start = Date.parse(story.startedAt);
  const words = query.trim().toLowerCase();
  const all = story.rows.map((row) => ({ row, title: rowWords(row, names).title, text: rowWords(row, names).texts.map(({ text }) => text ?? '').join(' ') }));
  const found = all.filter(({ title, text }) => `${title} ${text}`.toLowerCase().includes(words));
  const near = Math.max(0, countUntil(found.map(({ row }) => Date.parse(row.at)), time) - 1);
  const [seq, setSeq] = useState('');
  const take = (value: string): void => {
    setSeq(value);
    const hit = found.find(({ row }) => String(row.seq) === value)?.row;
    onChoose(hit === undefined || hit.incident === null ? null : { kind: 'record', ref: rowRef(hit.incident, hit.seq), time: hit.at, value: null });
  };
  const suggestion = found[near];
  return (
    <>
      <Field label="Find a row" value={query} onChange={setQuery} placeholder="Words of it" />
      <SelectField
        label={`Row (${found.length})`}
        value={seq}
        options={[{ value: '', label: 'Choose one' }, ...found.map(({ row, title, text }) => ({ value: String(row.seq), label: `${sinceText(Date.parse(row.at), start)}  ${title}${text === '' ? '' : `: ${plain(text, 80)}`}` }))]}
        onChange={take}
      />
      {suggestion === undefined || seq !== '' ? null : (
        <button type="button" className={styles.suggestion} onClick={() => take(String(suggestion.row.seq))}>
          At the cursor: {sinceText(Date.parse(suggestion.row.at), start)} {suggestion.title}
        </button>
      )}
    </>
  );
}

/** Samples further away than this are not what stood at the cursor. */
const REACH_MS = 120_000;

function SampleChoice({ incident, time, start, onChoose }: { incident: IncidentId; time: number; start: number; onChoose: (evidence: Evidence | null) => void }) {
  const { kept } = useKept(incident);
  const zone = useWorkspace()?.timeZone ?? 'UTC';
  const [signal, setSignal] = useState<SignalId | null>(null);
  if (kept === null) return <Skeleton units={6} label="Loading what was kept" />;
  if (kept.items.length === 0) return <p className={styles.quiet}>No series were kept for this incident.</p>;
  return (
    <>
      <p className={styles.quiet}>
        The cursor stands at {sinceText(time, start)}, {formatInstant(epochMs(Math.round(time)), zone)}. Move it under “What happened” to mean another moment.
      </p>
      <SelectField label="Series" value={signal ?? ''} options={[{ value: '', label: 'Choose one' }, ...kept.items.map((each) => ({ value: each.signal as string, label: plain(each.name, 80) }))]} onChange={(value) => (setSignal(kept.items.find((each) => each.signal === value)?.signal ?? null), onChoose(null))} />
      {signal === null ? null : <SampleAt key={signal} incident={incident} signal={signal} time={time} onChoose={onChoose} />}
    </>
  );
}

function SampleAt({ incident, signal, time, onChoose }: { incident: IncidentId; signal: SignalId; time: number; onChoose: (evidence: Evidence | null) => void }) {
  const names = useNames();
  const [used, setUsed] = useState(false);
  const { data, isError, error } = useCall('incidents.evidencePoints', { id: incident, signal, from: toRfc3339(epochMs(Math.round(time - REACH_MS))), to: toRfc3339(epochMs(Math.round(time + REACH_MS))) });
  if (data === undefined) return isError ? <p className={styles.problem}>{plain(error.message, 200)}</p> : <Skeleton units={3} label="Loading the sample" />;
  const sample = sampleAt(data.items, time, REACH_MS);
  if (sample === null) return <p className={styles.quiet}>It has no sample within two minutes of the cursor.</p>;
  return (
    <button
      type="button"
      className={styles.suggestion}
      aria-pressed={used}
      onClick={() => {
        setUsed(true);
        onChoose({ kind: 'sample', ref: signal, time: sample.time, value: sample.value });
      }}
    >
      {used ? 'Chosen: ' : 'Choose '}
      {formatValueText(sample.value, null, names.unitOf(signal))} at {sample.time.slice(11, 19)} UTC
    </button>
  );
}
