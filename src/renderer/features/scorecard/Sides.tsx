import { counted } from '../../../shared/text/counted.ts';
import type { ReactNode } from 'react';
import type { ScorecardSides, SloStanding } from '../../../shared/model/scorecard-sides.ts';
import { plain } from '../../../shared/text/plain.ts';
import { spanText } from '../../../shared/text/span-text.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { Table, type Column } from '../../ui/kit/Table.tsx';
import { Figure, OpenNumber } from './OpenNumber.tsx';
import type { Side } from './rules/panel.ts';
import { alertFigure, availabilityText, budgetText, detectedFigure, drillFigure, shareFigure, SIDE_TITLE, knownText, sloState, sloWord, type SideFigure } from './rules/side-words.ts';
import { countText } from './rules/words.ts';
import styles from './sections.module.css';

const COLUMNS: readonly Column<SloStanding>[] = [
  { key: 'name', title: 'Objective', cell: ({ name }) => <span dir="auto">{plain(name, 80)}</span> },
  { key: 'state', title: 'In this period', cell: (slo) => <StateMark state={sloState(slo)} word={sloWord(slo)} /> },
  { key: 'availability', title: 'Availability', align: 'end', cell: (slo) => <OpenNumber panel={{ what: 'side', side: 'slo', of: slo.slo }} label={`Availability, ${plain(slo.name, 80)}`}><span className={styles.whole}>{availabilityText(slo.period.availability, slo.target)}</span></OpenNumber> },
  { key: 'target', title: 'Target', align: 'end', cell: ({ target }) => <span className={styles.target}>{Number((target * 100).toPrecision(12))} %</span> },
  { key: 'budget', title: 'Error budget', align: 'end', cell: ({ period }) => budgetText(period) },
  { key: 'note', title: 'Time known', cell: ({ period }) => <span className={styles.quiet}>{knownText(period)}</span> },
];

/** What else tells how well it goes: objectives, communication, alerts, drills, and what is owed. */
export function Sides({ sides }: { sides: ScorecardSides }) {
  const { updates, alerts, detectedBy, drills, actions, looks } = sides;
  return (
    <>
      <section aria-labelledby="scorecard-slos">
        <h2 id="scorecard-slos" className={styles.title}>
          {SIDE_TITLE.slo}
        </h2>
        <Table label={SIDE_TITLE.slo} columns={COLUMNS} rows={sides.slos} rowKey={({ slo }) => slo} empty="No service level objective is configured: “slos” in holdfast.yaml adds one." />
      </section>
      <section aria-labelledby="scorecard-sides">
        <h2 id="scorecard-sides" className={styles.title}>
          Communication, alerts, practice
        </h2>
        <div className={styles.cells}>
          <Cell title="Updates on time" side="updates" figure={shareFigure(updates.onTime, 'update')} />
          <Cell title="Promises kept" side="updates" figure={shareFigure(updates.promises, 'promise')} />
          <Cell title="To the first public update" side="updates" figure={{ value: spanText(updates.firstPublic.median), lines: [updates.firstPublic.of === 0 ? 'none was owed' : `median of ${countText(updates.firstPublic.n)} of ${counted(updates.firstPublic.of, 'incident')}`] }} />
          <Cell title="Detected by us" side="detectedBy" figure={detectedFigure(detectedBy)} />
          <Cell title="Alerts fired" side="alerts" figure={alertFigure(alerts)} />
          <Cell title="Last drill" side="drills" figure={drillFigure(drills)} mark={drills.last?.passed === false ? <StateMark state="P2" word="failed" /> : drills.last?.passed === true ? <StateMark state="ok" word="passed" /> : null} />
          <Cell title="Overdue corrective actions" side="actions" figure={{ value: countText(actions.overdue), lines: [actions.open === 0 ? 'none open' : `of ${countText(actions.open)} open`, ...actions.items.slice(0, 1).map(({ action, incident, overdueDays }) => `${action} of ${incident} is ${counted(overdueDays, 'day')} late`)] }} mark={actions.overdue === 0 ? null : <StateMark state="P2" word="overdue" />} />
          <Cell title="Rules due for a look" side="looks" figure={{ value: countText(looks.length), lines: [looks[0] === undefined ? 'every rule was looked at in time' : `${plain(looks[0].name, 60)}: ${counted(looks[0].overdueDays, 'day')} late`] }} />
        </div>
      </section>
    </>
  );
}

function Cell({ title, side, figure, mark = null }: { title: string; side: Side; figure: SideFigure; mark?: ReactNode }) {
  return (
    <article className={styles.cell} data-side={side}>
      <h3 className={styles.cellTitle}>{title}</h3>
      <p className={styles.cellNumber}>
        <OpenNumber panel={{ what: 'side', side, of: null }} label={title} large>
          <Figure text={figure.value} />
        </OpenNumber>
        {mark}
      </p>
      {figure.lines.map((line) => (
        <p key={line} className={styles.note} dir="auto">
          {line}
        </p>
      ))}
    </article>
  );
}
