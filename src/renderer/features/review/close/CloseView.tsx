import { useState } from 'react';
import { Link } from 'wouter';
import { takesKind } from '../../../../shared/model/channels/index.ts';
import { CorrectiveActionId } from '../../../../shared/model/ids.ts';
import type { Missing, Review, Used } from '../../../../shared/model/review.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { asSentence } from '../../../../shared/text/sentence.ts';
import { useWorkspace } from '../../../lib/live-store.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { FormDialog, Moment } from '../../incidents/index.ts';
import { Failure, useDraft, useRights } from '../../session/index.ts';
import { useReview } from '../review-context.ts';
import { placeHref } from '../rules/filters.ts';
import { STALE, usePut } from '../use-put.ts';
import styles from './close.module.css';

/** What is still missing, whether what served is still right, and the end of the review. */
export function CloseView() {
  const { review } = useReview();
  return (
    <div className={styles.view}>
      {review.state === 'closed' ? <Closed review={review} /> : <Checklist review={review} />}
      <StillRight used={review.used} />
    </div>
  );
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function Checklist({ review }: { review: Review }) {
  const { missing } = review;
  const writable = useWorkspace()?.writable ?? true;
  const act = useCallMutation('incidents.act', ['reviews.get', ...STALE]);
  const close = (): void => act.mutate({ id: review.incident, action: { type: 'review' } });
  return (
    <section className={styles.section} aria-label="Before it can be closed">
      <h2 className={styles.title}>{missing.length === 0 ? 'Nothing is missing' : 'Before it can be closed'}</h2>
      {missing.length === 0 ? <p className={styles.quiet}>A closed review is what was agreed upon: the cause counts, and the actions go on until their proof has passed.</p> : null}
      <ul className={styles.list}>
        {missing.map((each) => (
          <MissingRow key={`${each.what} ${each.ref ?? ''} ${each.says}`} missing={each} review={review} />
        ))}
      </ul>
      {review.mayClose && writable ? (
        <div className={styles.buttons}>
          <Button kind="primary" disabled={missing.length > 0} busy={act.isPending} onClick={close}>
            Close the review
          </Button>
        </div>
      ) : missing.length === 0 ? (
        <p className={styles.quiet}>Closing needs the right “operate”, which this screen does not have.</p>
      ) : null}
      <Failure error={act.error} what="Not closed" onPin={close} />
    </section>
  );
}

/** A sentence with the way to what it is about. */
function MissingRow({ missing, review }: { missing: Missing; review: Review }) {
  const action = CorrectiveActionId.safeParse(missing.ref);
  const [href, word] =
    missing.what === 'cause'
      ? [placeHref(review.incident, { view: 'why' }), 'Give the cause']
      : missing.what === 'action'
        ? [placeHref(review.incident, { view: 'actions', action: action.success ? action.data : null }), 'Go to the action']
        : missing.what === 'state'
          ? [`/incidents/${review.incident}`, 'Go to the incident']
          : [null, null];
  return (
    <li className={styles.row} data-missing={missing.what}>
      <StateMark state="P2" word={asSentence(capital(plain(missing.says, 300)))} /> {href === null ? <a href="#still-right">Say it below</a> : <Link href={href}>{word}</Link>}
    </li>
  );
}

function Closed({ review }: { review: Review }) {
  const rights = useRights();
  const writable = useWorkspace()?.writable ?? true;
  const [reopening, setReopening] = useState(false);
  return (
    <section className={styles.section} aria-label="Closed">
      <h2 className={styles.title}>
        <StateMark state="ok" word="The review is closed" />
      </h2>
      <p className={styles.quiet}>
        {review.closedBy === null ? '' : `By ${plain(review.closedBy.name, 60)}, `}
        {review.closedAt === null ? null : <Moment at={review.closedAt} />}
      </p>
      <div className={styles.buttons}>
        {rights.may('publish') && writable ? <AsPostmortem incident={review.incident} /> : null}
        {rights.may('operate') && writable ? <Button onClick={() => setReopening(true)}>Open it again…</Button> : null}
      </div>
      {reopening ? <ReopenForm review={review} onClose={() => setReopening(false)} /> : null}
    </section>
  );
}

/** What customers are told of it; only where a page has a place for it. */
function AsPostmortem({ incident }: { incident: Review['incident'] }) {
  const draft = useDraft(`${incident}/compose`);
  const pages = useCall('channels.list', {}).data?.items.filter(({ type, audience, kinds }) => audience === 'public' && type !== 'copy' && takesKind(type, 'postmortem') && (kinds?.includes('postmortem') ?? true)) ?? [];
  const begin = (): void => {
    draft.set('audience', 'public');
    draft.set('kind', 'postmortem');
  };
  if (pages.length === 0) return null;
  return (
    <Link href={`/compose/${incident}`} onClick={begin}>
      Publish as postmortem…
    </Link>
  );
}

function ReopenForm({ review, onClose }: { review: Review; onClose: () => void }) {
  const draft = useDraft(`${review.incident}/reopen review`);
  const [tried, setTried] = useState(false);
  const act = useCallMutation('incidents.act', ['reviews.get', ...STALE], draft.drop);
  const reason = draft.text('reason').trim();
  const send = (): void => {
    setTried(true);
    if (reason !== '') act.mutate({ id: review.incident, action: { type: 'reopenReview', reason } }, { onSuccess: onClose });
  };
  return (
    <FormDialog title="Open the review again" lead="The incident stays resolved. That it was opened again stays in the timeline." submit="Open it again" what="Not opened" busy={act.isPending} error={act.error} onSubmit={send} onClose={onClose} draft={draft}>
      <Field label="Why" lines={2} value={draft.text('reason')} onChange={(next) => draft.set('reason', next)} error={tried && reason === '' ? 'Expected some words' : null} />
    </FormDialog>
  );
}

function StillRight({ used }: { used: readonly Used[] }) {
  return (
    <section className={styles.section} id="still-right" aria-label="Still right?">
      <h2 className={styles.title}>Still right?</h2>
      <p className={styles.quiet}>{used.length === 0 ? 'No rule, plan or template that exists served in this incident.' : 'What served in this incident. Whoever keeps it reads what is said here.'}</p>
      <ul className={styles.list}>
        {used.map((each) => (
          <UsedRow key={`${each.kind} ${each.ref}`} used={each} />
        ))}
      </ul>
    </section>
  );
}

const KIND = { rule: 'Rule', plan: 'Plan', template: 'Template' } as const;

function UsedRow({ used }: { used: Used }) {
  const { review, mayWrite } = useReview();
  const { kind, ref, name, owner, reviewBy, exists, verdict } = used;
  const draft = useDraft(`${review.incident}/verdict ${kind} ${ref}`);
  const { put, busy, error, again } = usePut();
  const comment = draft.text('comment');
  const say = (right: boolean): void => put({ verdicts: [{ kind, ref, right, comment: comment.trim() === '' ? (verdict?.comment ?? null) : comment.trim() }] }, draft.drop);
  const title = plain(name, 120);
  return (
    <li className={styles.used} data-used={ref}>
      <div className={styles.name}>
        <p className={styles.line}>
          {KIND[kind]} {kind === 'rule' && exists ? <Link href={`/rules/${encodeURIComponent(ref)}`}>{title}</Link> : title}
        </p>
        <p className={styles.quiet}>
          {owner === null ? 'nobody keeps it' : `kept by ${plain(owner, 60)}`}
          {reviewBy === null ? '' : `, to be looked at by ${reviewBy}`}
          {exists ? '' : ', no longer there'}
        </p>
      </div>
      <div className={styles.name}>
        {verdict === null ? <span className={styles.quiet}>Nobody has said yet</span> : <StateMark state={verdict.right ? 'ok' : 'P2'} word={verdict.right ? 'Still right' : 'To be changed'} />}
        {verdict === null ? null : (
          <p className={styles.quiet}>
            {plain(verdict.by.name, 60)}, <Moment at={verdict.at} />
            {verdict.comment === null ? null : (
              <>
                : <span dir="auto">{plain(verdict.comment, 300)}</span>
              </>
            )}
          </p>
        )}
      </div>
      {mayWrite && exists ? (
        <div className={styles.say}>
          <Field label={`What to say about ${title}`} hideLabel value={comment} onChange={(next) => draft.set('comment', next)} placeholder="What should change" />
          <Button busy={busy} label={`Still right: ${title}`} onClick={() => say(true)}>
            Still right
          </Button>
          <Button busy={busy} label={`To be changed: ${title}`} onClick={() => say(false)}>
            To be changed
          </Button>
        </div>
      ) : null}
      <Failure error={error} what="Not saved" onPin={again} />
    </li>
  );
}
