import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { IncidentId } from '../../../../shared/model/ids.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { useReview } from '../review-context.ts';
import { placeHref, readPlace } from '../rules/filters.ts';
import { SideBySide } from './SideBySide.tsx';
import styles from './compare.module.css';

interface Choice {
  readonly incident: IncidentId;
  readonly why: string;
}

const BASIS = { confirmed: 'the same cause', suspected: 'perhaps the same cause', signature: 'the same rule and service' } as const;

/** Earlier incidents that speak for themselves, each once. */
function useChoices(): readonly Choice[] {
  const { review } = useReview();
  const all = [...review.earlier.map(({ incident, basis, title }) => ({ incident, why: `${BASIS[basis]} · ${plain(title, 60)}` })), ...review.suggestions.map(({ incident, why }) => ({ incident, why: plain(why, 80) }))];
  return all.filter(({ incident }, index) => incident !== review.incident && all.findIndex((each) => each.incident === incident) === index);
}

/** This incident beside an earlier one, both counted from their own start. */
export function CompareView() {
  const { review } = useReview();
  const { other } = readPlace(useSearch());
  const choices = useChoices();
  const chosen = other ?? choices[0]?.incident ?? null;
  return (
    <div className={styles.view}>
      <Chooser choices={choices} chosen={chosen} />
      {chosen === null ? <p className={styles.quiet}>Earlier incidents of the same cause, or of the same rule and service, are offered here. Any other can be named by its number.</p> : chosen === review.incident ? <p className={styles.quiet}>This is {review.incident} itself; name another one.</p> : <Compared key={chosen} other={chosen} />}
    </div>
  );
}

function Chooser({ choices, chosen }: { choices: readonly Choice[]; chosen: IncidentId | null }) {
  const { review } = useReview();
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const go = (incident: IncidentId): void => navigate(placeHref(review.incident, { view: 'compare', other: incident }));
  return (
    <form
      className={styles.chooser}
      noValidate
      aria-label="Compare with"
      onSubmit={(event) => {
        event.preventDefault();
        const known = IncidentId.safeParse(text.trim().toUpperCase());
        setWrong(!known.success);
        if (known.success) go(known.data);
      }}
    >
      {choices.map(({ incident, why }) => (
        <Button key={incident} pressed={incident === chosen} onClick={() => go(incident)} label={`Compare with ${incident}: ${why}`}>
          {incident}
        </Button>
      ))}
      <Field label="Another incident" hideLabel value={text} onChange={setText} placeholder="INC-2026-0031" error={wrong ? 'Numbers look like INC-2026-0042' : null} />
      <Button type="submit">Compare</Button>
    </form>
  );
}

function Compared({ other }: { other: IncidentId }) {
  const { review } = useReview();
  const { data, isError, error, refetch } = useCall('reviews.compare', { incident: review.incident, with: other });
  if (data !== undefined) return <SideBySide comparison={data} />;
  return isError ? <ErrorState title={`${other} cannot be shown beside it`} message={error.message} onRetry={() => void refetch()} /> : <Skeleton units={48} label={`Loading ${other} beside it`} />;
}
