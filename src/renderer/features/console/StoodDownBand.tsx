import type { StoodDown } from '../../../shared/model/console.ts';
import { counted } from '../../../shared/text/counted.ts';
import { plain } from '../../../shared/text/plain.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { Moment } from '../incidents/index.ts';
import styles from './console.module.css';

/** Another console acts in the place of this one: where, since when, and what that means for what is seen here. */
export function StoodDownBand({ stoodDown, kiosk }: { stoodDown: StoodDown; kiosk: boolean }) {
  const { at, by, reason, address } = stoodDown;
  return (
    <section className={styles.band} data-lost="" role="alert" aria-label="Stood down">
      <StateMark state="blind" word="STOOD DOWN" />
      <p className={styles.what}>
        <strong>
          Another console acts{address === null ? '' : ` at ${plain(address, 80)}`}. This one stood down <Moment at={at} show="utc" />
        </strong>{' '}
        and does nothing: incidents, plans and messages here are of then.{kiosk ? null : ` ${mergeWords(stoodDown)}`}
      </p>
      {by === null ? null : (
        <p className={styles.who}>
          {plain(by.name, 80)}: <span dir="auto">{plain(reason ?? '', 200)}</span>
        </p>
      )}
      {kiosk || address === null ? null : (
        <a href={address} target="_blank" rel="noreferrer">
          Open it
        </a>
      )}
    </section>
  );
}

function mergeWords({ entries, mergedAt }: StoodDown): string {
  if (mergedAt !== null) return 'What it had recorded was merged there: start it as a seat of that console.';
  return entries === null || entries === 0 ? '' : `${counted(entries, 'entry', 'entries')} of its journal ${entries === 1 ? 'waits' : 'wait'} to be merged there.`;
}
