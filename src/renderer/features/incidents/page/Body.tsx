import { useIncidentPage } from '../page-context.ts';
import { ActionItems } from './ActionItems.tsx';
import { Alerts } from './Alerts.tsx';
import { Chains } from './Chains.tsx';
import { Changes } from './Changes.tsx';
import { Charts } from './Charts.tsx';
import { Decision, Decisions, HealthAsked } from './Decision.tsx';
import { Disagreements } from './Disagreements.tsx';
import { Impact } from './Impact.tsx';
import { Instants } from './Instants.tsx';
import { Links } from './Links.tsx';
import { Plans } from './Plans.tsx';
import { Roles } from './Roles.tsx';
import { Silences } from './Silences.tsx';
import { SimilarOnes } from './SimilarOnes.tsx';
import { Steps } from './Steps.tsx';
import { Timeline } from './Timeline.tsx';
import { Triage } from './Triage.tsx';
import styles from './page.module.css';

/** What scrolls: the work on the left, the facts on the right. */
export function Body() {
  const { detail, may, letters } = useIncidentPage();
  // Whether it is one is the only question yet: what speaks for it comes first, and nobody has a part in it.
  const proposed = detail.standing === 'proposed';
  return (
    <div className={styles.body}>
      <div className={styles.main}>
        <Steps />
        {may.why === null ? null : <p className={styles.readOnly}>{may.why}</p>}
        <HealthAsked />
        <Decision />
        <Decisions />
        <Chains />
        <Disagreements />
        <Charts />
        <Timeline />
      </div>
      <aside className={styles.side} aria-label="Facts">
        <Changes />
        {proposed ? <Alerts /> : <Roles />}
        {proposed ? <Silences /> : null}
        {proposed ? null : <Plans />}
        {proposed ? null : <ActionItems />}
        {proposed ? null : <Impact />}
        <SimilarOnes />
        <Triage />
        <Links />
        {proposed ? null : <Alerts />}
        {proposed ? null : <Silences />}
        <Instants />
        {letters ? <p className={styles.keys}>Press ? for the keys of this screen</p> : null}
      </aside>
    </div>
  );
}
