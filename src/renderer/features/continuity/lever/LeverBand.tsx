import { useState } from 'react';
import type { Lever } from '../../../../shared/model/continuity/plan.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../../incidents/index.ts';
import { useMay, usePersonName } from '../../session/index.ts';
import { LeverDialog } from './LeverDialog.tsx';
import styles from './lever.module.css';

/** The lever while it is pulled: who holds everything, why, and since when. */
export function LeverBand({ lever }: { lever: Lever }) {
  const nameOf = usePersonName();
  const may = useMay('operate', 'Releasing the lever');
  const [asked, setAsked] = useState(false);
  return (
    <section className={styles.band} aria-label="Lever">
      <StateMark state="held" word="HELD" />
      <p className={styles.what}>
        <strong>Nothing begins, and nothing that runs goes on.</strong> <span dir="auto">{plain(lever.reason, 300)}</span>
      </p>
      <p className={styles.who}>
        {nameOf(lever.owner)}, since <Moment at={lever.since} show="utc" />
      </p>
      {may.may ? <Button onClick={() => setAsked(true)}>Release…</Button> : null}
      {asked ? <LeverDialog pulled onClose={() => setAsked(false)} /> : null}
    </section>
  );
}
