import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import type { Trigger } from '../../shared/model/continuity/plan.ts';
import { useRights } from '../features/session/index.ts';
import { sheetAddress } from '../lib/armed.ts';
import styles from './continuity-bands.module.css';

const PutAside = lazy(() => import('../features/continuity/index.ts').then((module) => ({ default: module.PutAside })));

/** How to answer a trigger: whoever may operate objects here or goes to the sheet, anybody else reads where it is done. */
export function TriggerActions({ trigger }: { trigger: Trigger }) {
  const rights = useRights();
  const [aside, setAside] = useState(false);
  const counting = trigger.countdown !== null;
  if (!rights.may('operate')) return counting ? <span className={styles.how}>object under Continuity</span> : null;
  return (
    <span className={styles.actions}>
      <button type="button" className={styles.act} onClick={() => setAside(true)}>
        {counting ? 'Object…' : 'Put aside…'}
      </button>
      <Link href={sheetAddress(trigger.plan, 'live')}>Sheet</Link>
      {aside ? (
        <Suspense>
          <PutAside trigger={trigger} onClose={() => setAside(false)} />
        </Suspense>
      ) : null}
    </span>
  );
}
