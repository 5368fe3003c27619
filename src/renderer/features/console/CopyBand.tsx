import { useState } from 'react';
import type { ConsoleConnection } from '../../../shared/model/console.ts';
import { epochMs, fromRfc3339 } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import { formatAge, formatDuration, formatMoment, formatSince } from '../../../shared/time/format.ts';
import { useEngineNow } from '../../lib/live-store.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { useRights } from '../session/index.ts';
import { TakeOverDialog } from './TakeOverDialog.tsx';
import styles from './console.module.css';

/** Instants of a connection against the clock of this screen. */
export function useCopyAges({ since, copyAt }: ConsoleConnection) {
  const sinceMs = fromRfc3339(since) ?? epochMs(0);
  const copyMs = copyAt === null ? null : fromRfc3339(copyAt);
  const now = useEngineNow() ?? sinceMs;
  return {
    since: `${formatSince(sinceMs, now)} (${formatDuration(now - sinceMs)})`,
    copy: copyMs === null ? null : { at: `${formatMoment(copyMs, now)} UTC`, age: formatAge(now - copyMs) },
  };
}

/** The engine is lost, and what stands on the screen is kept here: of when, and what can be done. */
export function CopyBand({ connection, kiosk }: { connection: ConsoleConnection; kiosk: boolean }) {
  const { since, copy } = useCopyAges(connection);
  const rights = useRights();
  const [asked, setAsked] = useState(false);
  return (
    <section className={styles.band} data-lost="" role="alert" aria-label="Copy">
      <StateMark state="blind" word="COPY" />
      <p className={styles.what}>
        <strong>
          The engine at {plain(connection.url, 80)} has not answered {since}.
        </strong>{' '}
        {copy === null ? null : `What you see is its copy of ${copy.at}, ${copy.age} old; values are measured from here. Nothing is recorded, sent or done.`}
      </p>
      {kiosk || !rights.known || !rights.may('operate') ? null : <Button onClick={() => setAsked(true)}>Take over…</Button>}
      {asked ? <TakeOverDialog connection={connection} onClose={() => setAsked(false)} /> : null}
    </section>
  );
}
