import { useState } from 'react';
import type { HookPreview, MappedPath } from '../../../../shared/model/hook-view.ts';
import { fromRfc3339 } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatMoment } from '../../../../shared/time/format.ts';
import { useEngineNow, useServices } from '../../../lib/live-store.ts';
import { useClient } from '../../../platform/context.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { Facts } from '../../../ui/kit/Facts.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import type { DraftProblems, HookDraft } from './draft.ts';
import { useMappingPreview } from './use-mapping-preview.ts';
import styles from './hooks.module.css';

interface PathWords {
  readonly name: MappedPath;
  readonly label: string;
  readonly hint: string;
  readonly placeholder: string;
}

const PATHS: readonly PathWords[] = [
  { name: 'identity', label: 'What it is known by', hint: 'An id: two messages with the same one speak of the same', placeholder: '$.ticket.id' },
  { name: 'title', label: 'Title', hint: 'The words that are shown', placeholder: '$.ticket.subject' },
  { name: 'state', label: 'State', hint: 'Says whether it is over; left out, every message is one that fires', placeholder: '$.ticket.status' },
  { name: 'severity', label: 'Severity', hint: 'P0, P1, P2, or a word that is given a meaning below', placeholder: '$.ticket.priority' },
  { name: 'service', label: 'Service', hint: 'Id or name of a service here', placeholder: '$.ticket.product' },
  { name: 'startsAt', label: 'When it began', hint: 'RFC 3339, or seconds or milliseconds since 1970', placeholder: '$.ticket.created_at' },
  { name: 'updatedAt', label: 'When it was last changed', hint: 'What is older than what is known changes nothing', placeholder: '$.ticket.updated_at' },
  { name: 'url', label: 'Address of it at the sender', hint: 'Leads from the incident to the ticket', placeholder: '$.ticket.url' },
];

const EXAMPLE = JSON.stringify({ ticket: { id: 4711, subject: 'Cannot pay by card', status: 'open', priority: 'urgent', product: 'Checkout API', created_at: '2026-01-15T12:00:00Z', url: 'https://desk.example/4711' } }, null, 2);

export interface MappingProps {
  readonly draft: HookDraft;
  readonly onChange: (change: Partial<HookDraft>) => void;
  /** Shown once saving was tried. */
  readonly problems: DraftProblems;
  /** A message that came to this webhook can be taken as the sample. */
  readonly hasSample: boolean;
}

/** Where in a message things stand, beside a sample of it and what would become of that. */
export function Mapping({ draft, onChange, problems, hasSample }: MappingProps) {
  const [sample, setSample] = useState('');
  const { preview, error } = useMappingPreview(draft, sample);
  return (
    <div className={styles.mapping}>
      <div className={styles.column}>
        <Field kind="code" lines={16} label="Sample of a message" hint="Paste one that the sender sends. It stays on this screen." value={sample} onChange={setSample} error={sample.trim() === '' ? null : (preview?.sample ?? null)} />
        <Samples id={draft.id} hasSample={hasSample} onTake={setSample} />
        <Result preview={preview} error={error} />
      </div>
      <div className={styles.column}>
        {PATHS.map((words) => (
          <PathField key={words.name} words={words} value={draft.paths[words.name]} problem={problems[words.name] ?? null} looked={preview?.paths[words.name] ?? null} onChange={(text) => onChange({ paths: { ...draft.paths, [words.name]: text } })} />
        ))}
        <Field label="Words for “it is over”" hint="Values of the state, in any case, separated by commas" value={draft.resolvedWhen} onChange={(resolvedWhen) => onChange({ resolvedWhen })} error={problems.resolvedWhen ?? null} />
        <Field label="What their severities mean" hint="Such as urgent = P1, high = P2" value={draft.severities} onChange={(severities) => onChange({ severities })} error={problems.severities ?? null} />
      </div>
    </div>
  );
}

interface PathFieldProps {
  readonly words: PathWords;
  readonly value: string;
  readonly problem: string | null;
  readonly looked: NonNullable<HookPreview['paths'][MappedPath]> | null;
  readonly onChange: (text: string) => void;
}

/** A path with what it finds in the sample; what is wrong with it stands at the field. */
function PathField({ words: { label, hint, placeholder }, value, problem, looked, onChange }: PathFieldProps) {
  const written = value.trim() !== '';
  const wrong = written && looked?.problem ? looked.problem : problem;
  return (
    <div>
      <Field label={label} hint={hint} placeholder={placeholder} value={value} onChange={onChange} error={wrong} />
      {!written || looked === null || looked.problem !== null ? null : (
        <p className={styles.looked} role="status" aria-label={`${label}: found`}>
          finds <strong>{looked.found === '' ? 'an empty text' : plain(looked.found ?? '', 200)}</strong>
          {looked.note === null ? null : <span className={styles.note}> {looked.note}</span>}
        </p>
      )}
    </div>
  );
}

function Samples({ id, hasSample, onTake }: { id: string; hasSample: boolean; onTake: (text: string) => void }) {
  const client = useClient();
  const [failed, setFailed] = useState<string | null>(null);
  const take = async (): Promise<void> => {
    const answer = await client('hooks.sample', { id });
    setFailed(answer.ok ? (answer.value.text === null ? 'No message is kept any more.' : null) : answer.error.message);
    if (answer.ok && answer.value.text !== null) onTake(readable(answer.value.text));
  };
  return (
    <div className={styles.samples}>
      {hasSample ? (
        <Button kind="quiet" onClick={() => void take()}>
          Take the last message that came
        </Button>
      ) : null}
      <Button kind="quiet" onClick={() => onTake(EXAMPLE)}>
        Take an example
      </Button>
      {failed === null ? null : <span role="alert">{plain(failed, 200)}</span>}
    </div>
  );
}

/** With line breaks where it is JSON; as it came otherwise. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Result({ preview, error }: { preview: HookPreview | null; error: string | null }) {
  const now = useEngineNow();
  const services = useServices();
  if (error !== null) return <p role="alert">{plain(error, 300)}</p>;
  if (preview === null) return null;
  const { alert, problem } = preview;
  if (alert === null)
    return (
      <section className={styles.result} aria-label="What would arrive">
        <p className={styles.resultTitle}>{problem === null ? 'What would arrive is shown here' : 'Such a message would be refused'}</p>
        {problem ?? 'Paste a sample, and say where the id and the title stand.'}
      </section>
    );
  const began = alert.startsAt === null ? null : fromRfc3339(alert.startsAt);
  return (
    <section className={styles.result} aria-label="What would arrive">
      <p className={styles.resultTitle} dir="auto">
        <StateMark state={alert.state === 'firing' ? alert.severity : 'none'} word={alert.state === 'firing' ? alert.severity : 'over'} /> {plain(alert.title, 200)}
      </p>
      <Facts
        facts={[
          ['Known by', plain(alert.identity, 120)],
          ['State', alert.state === 'firing' ? 'fires, and opens an incident or joins one' : 'is over, and ends the alert of this id'],
          ['Service', alert.service === null ? 'none' : plain(services.find(({ id }) => id === alert.service)?.name ?? alert.service, 80)],
          ['Began', began === null ? 'when it is received' : `${formatMoment(began, now ?? began)} UTC`],
          ['Detected by', alert.reportedBy === 'customers' ? 'customers who reported it' : 'monitoring'],
          ['Leads to', alert.url === null ? null : plain(alert.url, 200)],
        ]}
      />
    </section>
  );
}
