import { counted } from '../../../shared/text/counted.ts';
import type { ReactNode } from 'react';
import { Link, useSearch } from 'wouter';
import type { AlertQuality, AudienceUpdates, Drill, DueLook, LateUpdate, OverdueAction, ScorecardSides, SloSpan, SloStanding } from '../../../shared/model/scorecard-sides.ts';
import { AUDIENCE_WORD } from '../../../shared/text/incident-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { spanText } from '../../../shared/text/span-text.ts';
import { Dialog } from '../../ui/kit/Dialog.tsx';
import { Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Facts } from '../../ui/kit/Facts.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { Table, type Column } from '../../ui/kit/Table.tsx';
import { Moment } from '../incidents/index.ts';
import { writePanel, type Side } from './rules/panel.ts';
import { availabilityText, budgetText, SIDE_FORMULA, SIDE_TITLE, sloNote } from './rules/side-words.ts';
import { countText, shareText } from './rules/words.ts';
import styles from './panel.module.css';

export interface SidePanelProps {
  readonly side: Side;
  /** Which of several, e.g. the objective. */
  readonly of: string | null;
  readonly sides: ScorecardSides | null;
  readonly onClose: () => void;
}

/** A figure beside the times, from behind. */
export function SidePanel({ side, of, sides, onClose }: SidePanelProps) {
  return (
    <Dialog title={SIDE_TITLE[side]} onClose={onClose} width="wide">
      <div className={styles.panel}>
        {sides === null ? <Skeleton units={12} label="Loading what is behind it" /> : BODY[side](sides, of)}
        <section aria-label="Formula">
          <h3 className={styles.heading}>How it is counted</h3>
          <ul className={styles.reasons}>
            {SIDE_FORMULA[side].map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      </div>
    </Dialog>
  );
}

const incidentLink = ({ incident }: { incident: string }) => <Link href={`/incidents/${incident}`}>{incident}</Link>;
const owner = (name: string | null): ReactNode => (name === null ? <span className={styles.quiet}>nobody</span> : <span dir="auto">{plain(name, 60)}</span>);

const AUDIENCES: readonly Column<AudienceUpdates>[] = [
  { key: 'audience', title: 'Audience', cell: ({ audience }) => AUDIENCE_WORD[audience] },
  { key: 'onTime', title: 'On time', align: 'end', cell: ({ onTime }) => `${shareText(onTime.rate)} (${countText(onTime.met)} of ${countText(onTime.n)})` },
  { key: 'late', title: 'Sent late', align: 'end', cell: ({ sentLate }) => countText(sentLate) },
  { key: 'missed', title: 'Never sent', align: 'end', cell: ({ missed }) => countText(missed) },
  { key: 'promises', title: 'Promises kept', align: 'end', cell: ({ promises }) => `${shareText(promises.rate)} (${countText(promises.met)} of ${countText(promises.n)})` },
];
const LATE: readonly Column<LateUpdate>[] = [
  { key: 'incident', title: 'Incident', cell: incidentLink },
  { key: 'audience', title: 'Audience', cell: ({ audience }) => AUDIENCE_WORD[audience] },
  { key: 'late', title: 'Late', align: 'end', cell: ({ late }) => countText(late) },
  { key: 'missed', title: 'Never sent', align: 'end', cell: ({ missed }) => countText(missed) },
  { key: 'broken', title: 'Promises broken', align: 'end', cell: ({ broken }) => countText(broken) },
];
const RULES: readonly Column<AlertQuality['rules'][number]>[] = [
  { key: 'rule', title: 'Rule', cell: ({ rule, name }) => <span dir="auto">{plain(name ?? rule, 100)}</span> },
  { key: 'fired', title: 'Fired', align: 'end', cell: ({ fired }) => countText(fired) },
  { key: 'accepted', title: 'Accepted', align: 'end', cell: ({ accepted }) => countText(accepted) },
  { key: 'false', title: 'Dismissed as false', align: 'end', cell: ({ dismissedFalse }) => countText(dismissedFalse) },
  { key: 'other', title: 'Dismissed otherwise', align: 'end', cell: ({ dismissedOther }) => countText(dismissedOther) },
  { key: 'open', title: 'Undecided', align: 'end', cell: ({ undecided }) => countText(undecided) },
  { key: 'none', title: 'No incident asked', align: 'end', cell: ({ noIncident }) => countText(noIncident) },
  { key: 'night', title: 'At night', align: 'end', cell: ({ atNight }) => countText(atNight) },
];
const DRILLS: readonly Column<Drill>[] = [
  { key: 'incident', title: 'Drill', cell: incidentLink },
  { key: 'at', title: 'Began', cell: ({ startedAt }) => <Moment at={startedAt} show="utc" /> },
  { key: 'time', title: 'To mitigate', align: 'end', cell: ({ seconds, running }) => (running ? 'running' : spanText(seconds)) },
  { key: 'passed', title: 'Result', cell: ({ passed }) => (passed === null ? 'cannot be said' : <StateMark state={passed ? 'ok' : 'P2'} word={passed ? 'passed' : 'failed'} />) },
];
const ACTIONS: readonly Column<OverdueAction>[] = [
  { key: 'action', title: 'Action', cell: ({ action, text }) => <><strong>{action}</strong> <span dir="auto">{plain(text, 160)}</span></> },
  { key: 'incident', title: 'Of', cell: incidentLink },
  { key: 'owner', title: 'Owner', cell: ({ owner: name }) => owner(name) },
  { key: 'due', title: 'Due', cell: ({ dueAt }) => <Moment at={dueAt} show="utc" /> },
  { key: 'late', title: 'Late', align: 'end', cell: ({ overdueDays }) => counted(overdueDays, 'day') },
];
const LOOKS: readonly Column<DueLook>[] = [
  { key: 'name', title: 'Rule', cell: ({ id, name }) => <Link href={`/rules/${encodeURIComponent(id)}`} dir="auto">{plain(name, 100)}</Link> },
  { key: 'owner', title: 'Owner', cell: ({ ownerName }) => owner(ownerName) },
  { key: 'by', title: 'Review by', cell: ({ reviewBy }) => reviewBy },
  { key: 'late', title: 'Late', align: 'end', cell: ({ overdueDays }) => counted(overdueDays, 'day') },
];

const BODY: Readonly<Record<Side, (sides: ScorecardSides, of: string | null) => ReactNode>> = {
  slo: ({ slos }, of) => slos.filter(({ slo }) => of === null || slo === of).map((slo) => <Objective key={slo.slo} slo={slo} />),
  updates: ({ updates }) => (
    <>
      <Table label="By audience" columns={AUDIENCES} rows={updates.audiences} rowKey={({ audience }) => audience} empty="No update was due." />
      <Table label="Late or missing" columns={LATE} rows={updates.late} rowKey={({ incident, audience }) => `${incident} ${audience}`} empty="Nothing was late, and no promise was broken." />
    </>
  ),
  alerts: ({ alerts: { since, night, rules } }) => (
    <>
      <p className={styles.quiet}>
        {since === null ? 'Nothing has been counted yet.' : <>Counted since <Moment at={since} />.</>} Night: {night.from} to {night.to}, {night.timeZone}.
      </p>
      <Table label="By rule, the noisiest first" columns={RULES} rows={rules} rowKey={({ rule }) => rule} empty="No alert fired." />
    </>
  ),
  detectedBy: ({ detectedBy: { rule, alert, person, customer, notKnown } }) => (
    <Facts
      facts={[
        ['By a rule of ours', countText(rule)],
        ['By an alert received', countText(alert)],
        ['By a person of ours', countText(person)],
        ['Reported by customers', countText(customer)],
        ['Not known (imported)', countText(notKnown)],
        ['Behind it', <IncidentsLink key="all" />],
      ]}
    />
  ),
  drills: ({ drills: { drills, last, objectiveSeconds } }) => <Table label={`Drills of the period; the objective is ${spanText(objectiveSeconds)}`} columns={DRILLS} rows={drills} rowKey={({ incident }) => incident} empty={last === null ? 'No drill has been run.' : `None in this period; the last was ${last.incident}.`} />,
  actions: ({ actions }) => <Table label="Overdue corrective actions" columns={ACTIONS} rows={actions.items} rowKey={({ action, incident }) => `${incident} ${action}`} empty="None is overdue." />,
  looks: ({ looks }) => <Table label="Rules due for a look" columns={LOOKS} rows={looks} rowKey={({ id }) => id} empty="Every rule was looked at in time." />,
};

function IncidentsLink() {
  return <Link href={`/scorecard${writePanel({ what: 'metric', metric: 'incidents', severity: null, service: null }, useSearch())}`}>The incidents of the period</Link>;
}

function Objective({ slo }: { slo: SloStanding }) {
  return (
    <section aria-label={plain(slo.name, 80)}>
      <h3 className={styles.heading} dir="auto">
        {plain(slo.name, 120)}
      </h3>
      <Facts
        facts={[
          ['Target', `${Number((slo.target * 100).toPrecision(12))} %, over ${spanText(slo.windowSeconds)}`],
          ['In this period', <Span key="period" span={slo.period} target={slo.target} />],
          ['Over its own window', <Span key="window" span={slo.window} target={slo.target} />],
          ['Signal', slo.signal],
        ]}
      />
    </section>
  );
}

function Span({ span, target }: { span: SloSpan; target: number }) {
  return (
    <>
      {availabilityText(span.availability, target)}, error budget {budgetText(span)}
      <span className={styles.below}>{sloNote(span)}</span>
    </>
  );
}
