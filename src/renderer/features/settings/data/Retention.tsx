import { useState } from 'react';
import { Link } from 'wouter';
import type { IncidentId } from '../../../../shared/model/ids.ts';
import { RETENTION_KINDS, type RetentionEffect } from '../../../../shared/model/retention.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { SelectField } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Failure } from '../../session/index.ts';
import { Confirm } from '../Confirm.tsx';
import { Section } from '../Page.tsx';
import { allWords, choicesFor, goesWords, KIND_WORDS, keptOf, sameKept, type Kept } from './rules.ts';
import styles from './retention.module.css';

const LEAD = 'How long things are kept. What a choice would delete stands beside it before anything is saved. Nothing of an incident under legal hold is deleted, however old it is.';

/** How long things are kept, and what that would delete. */
export function Retention() {
  const inUse = useCall('retention.preview', {});
  return (
    <Section title="Retention" lead={LEAD}>
      {inUse.data === undefined ? (
        inUse.isError ? (
          <ErrorState title="How long things are kept could not be found out" message={inUse.error.message} onRetry={() => void inUse.refetch()} />
        ) : (
          <Skeleton units={30} label="Working out what would be deleted" />
        )
      ) : (
        <Choices key={JSON.stringify(keptOf(inUse.data.items))} inUse={keptOf(inUse.data.items)} effects={inUse.data.items} />
      )}
    </Section>
  );
}

function Choices({ inUse, effects }: { inUse: Kept; effects: readonly RetentionEffect[] }) {
  const [kept, setKept] = useState(inUse);
  const [asked, setAsked] = useState(false);
  const changed = !sameKept(kept, inUse);
  const preview = useCall('retention.preview', kept, { enabled: changed, keep: true });
  const save = useCallMutation('retention.write', ['retention.preview', 'config.get']);
  const shown = changed ? preview.data?.items : effects;
  const known = shown !== undefined && !preview.isPlaceholderData && !(changed && preview.isFetching);
  const goes = shown === undefined ? null : allWords(shown);
  const write = () => save.mutate(kept, { onSettled: () => setAsked(false) });
  return (
    <>
      <ul className={styles.kinds}>
        {RETENTION_KINDS.map((kind) => (
          <li key={kind} className={styles.kind}>
            <div className={styles.what}>
              <h3 className={styles.name}>{KIND_WORDS[kind].name}</h3>
              <p className={styles.hint}>{KIND_WORDS[kind].hint}</p>
            </div>
            <SelectField label={`Keep: ${KIND_WORDS[kind].name}`} hideLabel value={kept[kind]} options={choicesFor(kind, inUse[kind])} onChange={(value) => setKept({ ...kept, [kind]: value })} />
            <Effect effect={shown?.find((each) => each.kind === kind)} waiting={!known} />
          </li>
        ))}
      </ul>
      {preview.isError ? <ErrorState title="What this would delete could not be worked out" message={preview.error.message} onRetry={() => void preview.refetch()} /> : null}
      <Failure error={save.error} what="Not saved" onPin={write} />
      {asked && goes !== null ? (
        <Confirm action="Save, and let it be deleted" keep="Keep everything" busy={save.isPending} onConfirm={write} onKeep={() => setAsked(false)}>
          <p>
            Deletes <strong>{goes}</strong>. It begins ten minutes after this is saved, goes on in small steps, and cannot be taken back; backups made before keep it. The chain of hashes of the audit stays whole.
          </p>
        </Confirm>
      ) : (
        <div className={styles.actions}>
          <Button kind="primary" disabled={!changed || !known} busy={save.isPending} onClick={() => (goes === null ? write() : setAsked(true))}>
            {goes === null ? 'Save' : 'Save…'}
          </Button>
          {changed ? (
            <Button kind="quiet" onClick={() => setKept(inUse)}>
              Undo the changes
            </Button>
          ) : null}
          <p role="status" className={styles.total}>
            {!known ? 'Working out what would be deleted…' : goes === null ? 'Deletes nothing now.' : `${changed ? 'Would delete' : 'Being deleted'}: ${goes}`}
          </p>
        </div>
      )}
    </>
  );
}

function Effect({ effect, waiting }: { effect: RetentionEffect | undefined; waiting: boolean }) {
  if (effect === undefined || waiting) return <p className={styles.effect}>…</p>;
  const goes = goesWords(effect);
  return (
    <div className={styles.effect}>
      {goes === null ? <p className={styles.none}>{effect.before === null ? 'Nothing is deleted' : `Nothing is older than ${effect.before.slice(0, 10)}`}</p> : <p className={styles.goes}>{goes}</p>}
      {goes === null || effect.oldest === null || effect.newest === null ? null : (
        <p className={styles.none}>
          From {effect.oldest.slice(0, 10)} to {effect.newest.slice(0, 10)} UTC
        </p>
      )}
      {effect.examples.length === 0 ? null : <Named summary={`Which ${effect.incidents === 1 ? 'incident' : 'incidents'}`} ids={effect.examples} all={effect.incidents} />}
      {effect.held === 0 ? null : (
        <>
          <StateMark state="held" word={`${counted(effect.held, 'incident')} on hold ${effect.held === 1 ? 'stays' : 'stay'}`} />
          <Named summary="Which are on hold" ids={effect.heldExamples} all={effect.held} />
        </>
      )}
    </div>
  );
}

function Named({ summary, ids, all }: { summary: string; ids: readonly IncidentId[]; all: number }) {
  return (
    <details className={styles.named}>
      <summary>{summary}</summary>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <Link href={`/incidents/${id}`}>{id}</Link>
          </li>
        ))}
        {all > ids.length ? <li>and {(all - ids.length).toLocaleString('en-GB')} more</li> : null}
      </ul>
    </details>
  );
}
