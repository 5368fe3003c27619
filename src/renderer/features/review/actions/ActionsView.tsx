import { useEffect, useRef, useState } from 'react';
import { useSearch } from 'wouter';
import type { ActionItem } from '../../../../shared/model/incident.ts';
import type { CorrectiveAction } from '../../../../shared/model/review.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { useReview } from '../review-context.ts';
import { readPlace } from '../rules/filters.ts';
import { ActionForm } from './ActionForm.tsx';
import { ActionRow } from './ActionRow.tsx';
import { IssuePart } from './IssuePart.tsx';
import { useIssues } from './use-issues.ts';
import styles from './actions.module.css';

type Asked = { readonly form: 'add'; readonly from: ActionItem | null } | { readonly form: 'edit'; readonly action: CorrectiveAction };

/** What is done so that it does not come back, and what has to be seen before it counts as done. */
export function ActionsView() {
  const { review, mayWrite } = useReview();
  const { action: wanted } = readPlace(useSearch());
  const [asked, setAsked] = useState<Asked | null>(null);
  const issues = useIssues(review.incident);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const row = wanted === null ? null : list.current?.querySelector<HTMLElement>(`[data-action="${wanted}"]`);
    row?.scrollIntoView({ block: 'center' });
    row?.focus();
  }, [wanted]);
  return (
    <section className={styles.view} aria-label="Corrective actions">
      <div className={styles.head}>
        <h2 className={styles.title}>Corrective actions</h2>
        {mayWrite ? <Button onClick={() => setAsked({ form: 'add', from: null })}>Add an action…</Button> : null}
      </div>
      {review.actions.length === 0 ? <p className={styles.empty}>{mayWrite ? 'Nothing is planned yet. Each action has an owner, a day on which it is due, and a proof: it counts as done only when that has been seen.' : 'Nothing is planned yet.'}</p> : null}
      <ul ref={list} className={styles.list}>
        {review.actions.map((action) => (
          <ActionRow key={action.id} action={action} onEdit={(next) => setAsked({ form: 'edit', action: next })} issue={<IssuePart action={action} issue={issues.items.find((each) => each.action === action.id) ?? null} channels={issues.channels} />} />
        ))}
      </ul>
      {mayWrite ? <OpenItems onPromote={(from) => setAsked({ form: 'add', from })} /> : null}
      {asked === null ? null : <ActionForm incident={review.incident} action={asked.form === 'edit' ? asked.action : null} from={asked.form === 'add' ? asked.from : null} onClose={() => setAsked(null)} />}
    </section>
  );
}

/** What the incident left open: each can become a corrective action, and is done with it. */
function OpenItems({ onPromote }: { onPromote: (item: ActionItem) => void }) {
  const { review } = useReview();
  const { data } = useCall('incidents.get', { id: review.incident });
  const open = data?.actions.filter(({ doneAt }) => doneAt === null) ?? [];
  if (open.length === 0) return null;
  return (
    <section className={styles.items} aria-label="Open action items of the incident">
      <h3 className={styles.subtitle}>Left open by the incident</h3>
      <ul className={styles.list}>
        {open.map((item) => (
          <li key={item.id} className={styles.item}>
            <span dir="auto">{plain(item.text, 300)}</span>
            <span className={styles.quiet}>{item.ownerName === null ? 'nobody' : plain(item.ownerName, 60)}</span>
            <Button kind="quiet" label={`Make a corrective action of “${plain(item.text, 60)}”`} onClick={() => onPromote(item)}>
              Make a corrective action…
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
