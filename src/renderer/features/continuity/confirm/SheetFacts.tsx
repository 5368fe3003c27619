import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Plan, PlanPreview, PreflightCheck } from '../../../../shared/model/continuity/plan.ts';
import { epochMs, fromRfc3339 } from '../../../../shared/model/units.ts';
import { proofText } from '../../../../shared/text/continuity-words.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { spanText } from '../../../../shared/text/span-text.ts';
import { formatDuration, formatUtcTime } from '../../../../shared/time/format.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { Age } from '../../../ui/kit/Age.tsx';
import { SelectField } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Checks } from '../plan/Checks.tsx';
import { Part } from '../plan/PlanPage.tsx';
import { Ready } from '../Ready.tsx';
import { Blockers } from './Blockers.tsx';
import type { Sheet } from './use-sheet.ts';
import styles from './sheet.module.css';

/** What it rests on: what stands in the way, what it touches, how long it takes to reach everybody, and how old each number is. */
export function SheetFacts({ plan, sheet, preview }: { plan: Plan; sheet: Sheet; preview: PlanPreview }) {
  return (
    <aside className={styles.side} aria-label="What it rests on">
      <Values plan={plan} sheet={sheet} />
      <Part title="Pre-flight" note={<Ready preflight={preview.preflight} />}>
        <Blockers sheet={sheet} />
        <Found checks={preview.preflight.checks} steps={plan.steps} named={new Set(sheet.blockers.map(({ rule }) => rule))} />
      </Part>
      <Versions versions={preview.versions} />
      <Part title="Last proof">
        <Proof plan={plan} />
      </Part>
      <Propagation propagation={preview.propagation} lookedAt={preview.at} />
      <Touches touched={preview.blastRadius} />
      <Numbers numbers={preview.numbers} />
    </aside>
  );
}

/** What does not stand in the way: what is worth a look in sight, what is well behind its count. */
function Found({ checks, steps, named }: { checks: readonly PreflightCheck[]; steps: Plan['steps']; named: ReadonlySet<PreflightCheck['rule']> }) {
  const off = checks.filter(({ state, rule }) => state !== 'ok' && (state === 'warning' || !named.has(rule)));
  const well = checks.filter(({ state }) => state === 'ok');
  return (
    <>
      {off.length === 0 ? null : <Checks checks={off} steps={steps} />}
      {well.length === 0 ? null : (
        <details className={styles.well}>
          <summary>{counted(well.length, 'check is ok', 'checks are ok')}</summary>
          <Checks checks={well} steps={steps} />
        </details>
      )}
    </>
  );
}

function Proof({ plan }: { plan: Plan }) {
  const now = useEngineNow(60_000) ?? epochMs(0);
  const { text, tone } = proofText(plan, now);
  return (
    <p>
      <StateMark state={tone === 'ok' ? 'ok' : 'P2'} word={false} /> {text}
      {plan.proof === null ? null : (
        <>
          {' '}
          <Link href={`/continuity/runs/${plan.proof.run}`}>{plan.proof.run}</Link>
        </>
      )}
    </p>
  );
}

/** Values that whoever starts it may choose; each choice is looked at anew. */
function Values({ plan, sheet }: { plan: Plan; sheet: Sheet }) {
  if (plan.parameters.length === 0) return null;
  return (
    <Part title="Values">
      {plan.parameters.map(({ name, value, oneOf }) => {
        const all = [...new Set([value, ...oneOf])];
        const chosen = sheet.parameters[name] ?? value;
        return all.length === 1 ? (
          <p key={name}>
            {name}: {value}
          </p>
        ) : (
          <SelectField key={name} label={name} value={chosen} options={all.map((each) => ({ value: each, label: each }))} disabled={sheet.looking || sheet.confirming} onChange={(next) => sheet.setParameter(name, next)} />
        );
      })}
    </Part>
  );
}

function Versions({ versions }: { versions: PlanPreview['versions'] }) {
  if (versions === null) return null;
  return (
    <Part title="Versions" note={versions.at === null ? undefined : <Age since={fromRfc3339(versions.at)} suffix="old" />}>
      <p className={styles.versions} dir="auto">
        <span>{versions.now === null ? 'the version of now is not known' : plain(versions.now, 120)}</span> → <strong>{plain(versions.to, 120)}</strong>
      </p>
      <p className={styles.quiet}>{versions.changes.length === 0 ? 'No change was told in the last 24 hours' : 'Told in the last 24 hours'}</p>
      {versions.changes.length === 0 ? null : (
        <ul className={styles.numbers}>
          {versions.changes.map(({ id, at, title, by }) => (
            <li key={id}>
              <span dir="auto">
                {plain(title, 120)}
                {by === null ? '' : `, ${plain(by, 60)}`}
              </span>
              <span className={styles.quiet}>
                <Age since={fromRfc3339(at)} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {versions.now === versions.to ? <p className={styles.note}>It runs this version already: rolling back would change nothing.</p> : null}
    </Part>
  );
}

function Touches({ touched }: { touched: readonly string[] }) {
  return (
    <Part title="What it touches">
      {touched.length === 0 ? <p className={styles.quiet}>Nothing</p> : <Lines lines={touched} />}
    </Part>
  );
}

const Lines = ({ lines }: { lines: readonly string[] }): ReactNode => (
  <ul className={styles.lines}>
    {lines.map((line) => (
      <li key={line} dir="auto">
        {plain(line, 300)}
      </li>
    ))}
  </ul>
);

/** If it were done now: until when resolvers may still give the old answer. Moves with the clock. */
function Propagation({ propagation, lookedAt }: { propagation: PlanPreview['propagation']; lookedAt: string }) {
  const now = useEngineNow();
  if (propagation === null) return null;
  const from = fromRfc3339(lookedAt);
  const end = fromRfc3339(propagation.oldAnswersEndAt);
  const takesMs = from === null || end === null ? null : Math.max(0, end - from);
  return (
    <Part title="Until everybody has it" note={propagation.at === null ? 'the TTL that the plan sets' : <Age since={fromRfc3339(propagation.at)} suffix="old" />}>
      <p>
        TTL {spanText(propagation.ttlSeconds)}
        {takesMs === null || now === null ? '' : `: done now, the last old answers end at ${formatUtcTime(epochMs(now + takesMs))} UTC, in ${formatDuration(takesMs)}`}
      </p>
      {propagation.keepOldShare === null || propagation.keepOldShare === 0 ? null : (
        <p className={styles.note}>
          <StateMark state="P2" word={`${Math.round(propagation.keepOldShare * 100)} % of resolvers keep the old answer`} />
        </p>
      )}
    </Part>
  );
}

function Numbers({ numbers }: { numbers: PlanPreview['numbers'] }) {
  if (numbers.length === 0) return null;
  return (
    <Part title="Numbers it rests on">
      <ul className={styles.numbers}>
        {numbers.map(({ says, at }) => (
          <li key={says}>
            <span dir="auto">{plain(says, 300)}</span>
            <span className={styles.quiet}>
              <Age since={at === null ? null : fromRfc3339(at)} />
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
