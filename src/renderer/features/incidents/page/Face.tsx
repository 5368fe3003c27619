import { useMemo } from 'react';
import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { PageContext, type IncidentPageContext } from '../page-context.ts';
import { MAY_NOTHING } from '../rules/may.ts';
import { Clocks } from './Clocks.tsx';
import { Header } from './Header.tsx';
import styles from './page.module.css';

const NOTHING = () => undefined;

/** What somebody without the rights may know of a private incident: that there is one, how grave, since when, and what is due. */
export function Face({ detail }: { detail: IncidentDetail }) {
  const context = useMemo((): IncidentPageContext => ({ detail, may: MAY_NOTHING, ask: NOTHING, act: NOTHING, busy: false, letters: false }), [detail]);
  return (
    <PageContext value={context}>
      <main className={styles.page}>
        <Header detail={detail} />
        <Clocks />
        <p className={styles.private}>This incident is private. Its title, people, services and timeline are seen by whoever may operate, approve or administer; this screen may not.</p>
      </main>
    </PageContext>
  );
}
