import { useMemo, useState, type KeyboardEvent } from 'react';
import { Link } from 'wouter';
import { CAUSE_CATEGORIES, type CauseCategory, type Review } from '../../../../shared/model/review.ts';
import type { CauseId } from '../../../../shared/model/ids.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain, plainLines } from '../../../../shared/text/plain.ts';
import { CAUSE_CATEGORY_WORD, CONFIDENCE_WORD } from '../../../../shared/text/review-words.ts';
import { useLater } from '../../../lib/use-later.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { Segments } from '../../../ui/kit/Segments.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../../incidents/index.ts';
import { useReview } from '../review-context.ts';
import { placeHref } from '../rules/filters.ts';
import { CausePart, causeOf, mergeCause } from '../rules/parts.ts';
import { usePart } from '../use-part.ts';
import { usePut } from '../use-put.ts';
import { Saving } from './Saving.tsx';
import styles from './why.module.css';

const CONFIDENCES = [
  { value: 'confirmed', label: 'Confirmed' },
  { value: 'suspected', label: 'Suspected' },
  { value: 'unknown', label: 'Not found' },
] as const;
const CATEGORIES = CAUSE_CATEGORIES.map((value) => ({ value, label: CAUSE_CATEGORY_WORD[value] }));
const NOTHING: NonNullable<CausePart> = { id: null, name: '', category: 'unknown', confidence: 'suspected', reason: '' };

/** The cause that this incident shares with others, or will; only a confirmed one counts as coming back. */
export function Cause() {
  const { review, mayWrite } = useReview();
  return (
    <section className={styles.cause} aria-label="Cause">
      <h2 className={styles.title}>Cause</h2>
      {mayWrite ? <CauseForm /> : <CauseWords review={review} />}
      <EarlierOnes review={review} />
    </section>
  );
}

function CauseWords({ review: { cause } }: { review: Review }) {
  if (cause === null) return <p className={styles.empty}>No cause is given yet.</p>;
  return (
    <>
      <p className={styles.answer} dir="auto">
        {plain(cause.name ?? 'Not found', 200)}
      </p>
      <p className={styles.quiet}>
        {CAUSE_CATEGORY_WORD[cause.category]}, {CONFIDENCE_WORD[cause.confidence]}, {plain(cause.by.name, 60)}, <Moment at={cause.at} />
      </p>
      {cause.reason === null ? null : <p dir="auto">{plainLines(cause.reason, 40)}</p>}
    </>
  );
}

function CauseForm() {
  const { review } = useReview();
  const current = useMemo(() => causeOf(review), [review]);
  const part = usePart('cause', CausePart, current, mergeCause);
  const { put, busy, error } = usePut();
  const cause = part.value ?? NOTHING;
  const set = (next: Partial<NonNullable<CausePart>>): void => part.change({ ...cause, ...next });
  const unknown = cause.confidence === 'unknown';
  const problem = unknown ? (cause.reason.trim() === '' ? 'Say why none was found' : null) : cause.name.trim() === '' ? 'Name the cause, or choose a known one' : null;
  const [tried, setTried] = useState(false);
  const save = (): void => {
    setTried(true);
    if (problem !== null) return;
    put({ cause: part.value === null ? null : { id: unknown ? null : cause.id, name: unknown ? null : cause.name.trim(), category: cause.category, confidence: cause.confidence, reason: cause.reason.trim() === '' ? null : cause.reason.trim() } }, part.saved);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !part.changed || busy) return;
    event.preventDefault();
    save();
  };
  return (
    <div className={styles.form} onKeyDown={onKey}>
      <Segments label="How sure it is" value={cause.confidence} options={CONFIDENCES} onChange={(confidence) => set({ confidence })} />
      {unknown ? null : (
        <>
          <Field label="Cause" value={cause.name} onChange={(name) => set({ name, id: null })} error={tried ? problem : null} hint="What other incidents may share: “DNS zone pushed without a check”" />
          <KnownCauses query={cause.name} chosen={cause.id} onChoose={(id, name, category) => set({ id, name, category })} />
        </>
      )}
      <SelectField label="Category" value={cause.category} options={CATEGORIES} onChange={(category) => set({ category })} />
      <Field label={unknown ? 'Why none was found' : 'What it rests on'} lines={3} value={cause.reason} onChange={(reason) => set({ reason })} error={tried && unknown ? problem : null} />
      {part.meanwhile && part.changed ? (
        <p className={styles.quiet}>
          Meanwhile it was saved as: {current === null ? 'no cause' : `${plain(current.name === '' ? 'not found' : current.name, 120)}, ${CONFIDENCE_WORD[current.confidence]}`}.
        </p>
      ) : null}
      <Saving part={part} save={save} label="Save the cause" busy={busy} error={error} />
    </div>
  );
}

const LIST_AFTER_MS = 200;
const SHOWN = 5;

/** Causes that are known already: those that suggest themselves first, then what the words find. */
function KnownCauses({ query, chosen, onChoose }: { query: string; chosen: CauseId | null; onChoose: (id: CauseId, name: string, category: CauseCategory) => void }) {
  const { review } = useReview();
  const words = useLater(query.trim(), LIST_AFTER_MS);
  const { data } = useCall('causes.list', { limit: SHOWN, ...(words === '' ? {} : { query: words }) }, { keep: true });
  const suggested = review.suggestions.filter(({ id, name }) => words === '' || id === chosen || name.toLowerCase().includes(words.toLowerCase())).map(({ id, name, category, incident, why }) => ({ id, name, category, note: `${incident}: ${why}` }));
  const found = (data?.items ?? []).filter(({ id }) => !suggested.some((each) => each.id === id)).map(({ id, name, category, confirmed, suspected }) => ({ id, name, category, note: `${counted(confirmed, 'incident')} confirmed${suspected === 0 ? '' : `, ${suspected} suspected`}` }));
  const all = [...suggested, ...found].slice(0, SHOWN);
  if (all.length === 0) return null;
  return (
    <ul className={styles.known} aria-label="Known causes">
      {all.map(({ id, name, category, note }) => (
        <li key={id}>
          <button type="button" className={styles.suggestion} aria-pressed={id === chosen} onClick={() => onChoose(id, name, category)}>
            <span className={styles.suggestionName} dir="auto">
              {plain(name, 120)}
            </span>
            <span className={styles.quiet}>{plain(`${CAUSE_CATEGORY_WORD[category]} · ${note}`, 200)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const BASIS = { confirmed: 'the same cause', suspected: 'perhaps the same cause', signature: 'the same rule and service' } as const;

function EarlierOnes({ review }: { review: Review }) {
  if (review.earlier.length === 0) return <p className={styles.quiet}>No earlier incident of this cause is known.</p>;
  return (
    <>
      <h3 className={styles.subtitle}>Earlier incidents</h3>
      <ul className={styles.earlier}>
        {review.earlier.map(({ incident, title, severity, startedAt, basis }) => (
          <li key={incident}>
            <StateMark state={severity} word={severity} /> <Link href={placeHref(incident, { view: 'why' })}>{incident}</Link> <span dir="auto">{plain(title, 120)}</span>
            <span className={styles.quiet}>
              {' '}
              {BASIS[basis]}, <Moment at={startedAt} /> · <Link href={placeHref(review.incident, { view: 'compare', other: incident })}>Compare</Link>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
