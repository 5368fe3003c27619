import { useMemo, type KeyboardEvent } from 'react';
import { CAUSE_CATEGORIES } from '../../../../shared/model/review.ts';
import { CAUSE_CATEGORY_WORD } from '../../../../shared/text/review-words.ts';
import { plainLines } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { useReview } from '../review-context.ts';
import { FactorParts, factorsOf, mergeFactors } from '../rules/parts.ts';
import { usePart } from '../use-part.ts';
import { usePut } from '../use-put.ts';
import { Saving } from './Saving.tsx';
import { newItem } from './use-whys.ts';
import styles from './why.module.css';

const CATEGORIES = [{ value: '', label: 'No category' }, ...CAUSE_CATEGORIES.map((value) => ({ value: value as string, label: CAUSE_CATEGORY_WORD[value] }))];

/** What made it more likely, longer or worse without being the cause. */
export function Factors() {
  const { review, mayWrite } = useReview();
  const current = useMemo(() => factorsOf(review), [review]);
  const part = usePart('factors', FactorParts, current, mergeFactors);
  const { put, busy, error } = usePut();
  const change = (id: string, next: Partial<FactorParts[number]>): void => part.change(part.value.map((each) => (each.id === id ? { ...each, ...next } : each)));
  const save = (): void => put({ factors: part.value.filter(({ text }) => text.trim() !== '') }, part.saved);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !part.changed || busy) return;
    event.preventDefault();
    save();
  };
  return (
    <section className={styles.section} aria-label="Contributing factors" onKeyDown={onKey}>
      <h2 className={styles.title}>Contributing factors</h2>
      {part.value.length === 0 ? <p className={styles.empty}>What made it more likely, longer or worse, without being the cause, stands here.</p> : null}
      <ul className={styles.factors}>
        {part.value.map(({ id, text, category }, index) =>
          mayWrite ? (
            <li key={id} className={styles.factor}>
              <Field label={`Factor ${index + 1}`} hideLabel value={text} onChange={(next) => change(id, { text: next })} placeholder="No alert covered the zone transfer" />
              <SelectField label={`Category of factor ${index + 1}`} hideLabel value={category ?? ''} options={CATEGORIES} onChange={(value) => change(id, { category: CAUSE_CATEGORIES.find((each) => each === value) ?? null })} />
              <Button kind="quiet" label={`Remove factor ${index + 1}`} onClick={() => part.change(part.value.filter((each) => each.id !== id))}>
                Remove
              </Button>
            </li>
          ) : (
            <li key={id} dir="auto">
              {plainLines(text, 20)} {category === null ? null : <span className={styles.quiet}>{CAUSE_CATEGORY_WORD[category]}</span>}
            </li>
          ),
        )}
      </ul>
      {mayWrite ? (
        <>
          <div className={styles.buttons}>
            <Button onClick={() => part.change([...part.value, { id: newItem(), text: '', category: null }])}>Add a factor</Button>
          </div>
          <Saving part={part} save={save} label="Save the factors" busy={busy} error={error} />
        </>
      ) : null}
    </section>
  );
}
