import { Link } from 'wouter';
import type { TookOver } from '../../../shared/model/console.ts';
import { counted } from '../../../shared/text/counted.ts';
import { plain } from '../../../shared/text/plain.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { Moment } from '../incidents/index.ts';
import { useRights } from '../session/index.ts';
import styles from './console.module.css';

/** This console acts in the place of another one, and what is known of that. Until it was merged a step may have happened there. */
export function TookOverBand({ tookOver, kiosk }: { tookOver: TookOver; kiosk: boolean }) {
  const from = plain(tookOver.from, 80);
  const rights = useRights();
  return (
    <section className={styles.band} aria-label="Taken over">
      <StateMark state="P2" word="TAKEN OVER" />
      <p className={styles.what}>
        <strong>
          This console acts since <Moment at={tookOver.at} show="utc" /> in the place of {from}.
        </strong>{' '}
        Steps that may happen twice ask first. {tookOver.metAt === null ? 'The other one was not reached yet, and may still act.' : 'The other one was told, and does nothing more.'}
      </p>
      <p className={styles.who}>
        {plain(tookOver.by.name, 80)}: <span dir="auto">{plain(tookOver.reason, 200)}</span>
      </p>
      {kiosk || !rights.may('operate') ? null : <Link href="/console">{mergeWords(tookOver)}</Link>}
    </section>
  );
}

function mergeWords({ metAt, entries }: TookOver): string {
  if (metAt === null) return 'What is known of it…';
  return entries === null || entries === 0 ? 'Merge…' : `Merge ${counted(entries, 'entry', 'entries')}…`;
}
