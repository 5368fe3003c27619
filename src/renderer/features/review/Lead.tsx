import { PersonId } from '../../../shared/model/ids.ts';
import { plain } from '../../../shared/text/plain.ts';
import { SelectField } from '../../ui/kit/Field.tsx';
import { personOptions, usePeople } from '../incidents/index.ts';
import { Failure } from '../session/index.ts';
import { useReview } from './review-context.ts';
import styles from './review.module.css';
import { usePut } from './use-put.ts';

/** Who leads the review; chosen at once, since it is one word. */
export function Lead() {
  const { review, mayWrite } = useReview();
  const people = usePeople();
  const { put, error, again } = usePut();
  const { lead } = review;
  if (!mayWrite) return <span className={styles.quiet}>{lead === null ? 'Nobody leads this review' : `Led by ${plain(lead.name, 60)}`}</span>;
  const known = lead === null || people.some(({ id }) => id === lead.person);
  const all = [...personOptions(people, 'nobody yet'), ...(known || lead === null ? [] : [{ value: lead.person, label: plain(lead.name, 60) }])];
  const options = all.map(({ value, label }) => ({ value, label: `Led by ${label}` }));
  return (
    <>
      <SelectField
        label="Who leads the review"
        hideLabel
        value={lead?.person ?? ''}
        options={options}
        onChange={(value) => {
          const person = PersonId.safeParse(value);
          put({ lead: person.success ? person.data : null });
        }}
      />
      <Failure error={error} what="Not saved" onPin={again} />
    </>
  );
}
