import type { RampProgress, RunStep } from '../../../../../shared/model/continuity/run.ts';
import { formatValueText } from '../../../../../shared/text/format.ts';
import { plain } from '../../../../../shared/text/plain.ts';
import { StateMark } from '../../../../ui/kit/StateMark.tsx';
import { KeyButton, Moment } from '../../../incidents/index.ts';
import { RunMark } from '../RunMark.tsx';
import { rampBy } from '../keys.ts';
import { ageText } from '../rules/clock.ts';
import { rampRefusal } from '../rules/may.ts';
import { drainText, dwellText, MOVE_WORD, rampActionRefusal, rampMark } from '../rules/ramp.ts';
import { asKnown } from '../rules/words.ts';
import { useRunPage } from '../run-context.ts';
import { RAMP_ACTIONS, RAMP_WORD } from '../steer-words.ts';
import { useRunClock } from '../use-run-clock.ts';
import { Ladder } from './Ladder.tsx';
import { RampCharts } from './RampCharts.tsx';
import styles from './ramp.module.css';

/** A value that is raised in steps: where it stands, what holds it there, what it does to what waits. */
export function Ramp({ step, ramp }: { step: RunStep; ramp: RampProgress }) {
  return (
    <div className={styles.ramp}>
      <Standing ramp={ramp} />
      <div className={styles.top}>
        <Ladder ramp={ramp} />
        <Conditions conditions={ramp.conditions} />
      </div>
      <RampCharts ramp={ramp} />
      {ramp.backlog === null ? null : <Backlog backlog={ramp.backlog} />}
      {step.state === 'sending' ? <Actions ramp={ramp} /> : null}
      <Moves moves={ramp.moves} />
    </div>
  );
}

function Standing({ ramp }: { ramp: RampProgress }) {
  const { nameOf } = useRunPage();
  const clock = useRunClock();
  const { mark, word } = asKnown(rampMark(ramp), clock.silent);
  const dwell = dwellText(ramp, clock);
  return (
    <p className={styles.standing}>
      <RunMark mark={mark} word={word} />
      {ramp.by === null ? null : <span>by {nameOf(ramp.by)}</span>}
      <span dir="auto">{plain(ramp.says, 400)}</span>
      {dwell === null ? null : <span>{dwell}</span>}
    </p>
  );
}

const HOLDS = { yes: { state: 'ok', word: 'holds' }, no: { state: 'P2', word: 'does not hold' }, unknown: { state: 'blind', word: 'not known' } } as const;

function Conditions({ conditions }: Pick<RampProgress, 'conditions'>) {
  return (
    <div>
      <h3 className={styles.title}>While all of this holds</h3>
      <ul className={styles.conditions}>
        {conditions.map(({ says, holds }) => (
          <li key={says} className={styles.condition}>
            <StateMark state={HOLDS[holds].state} word={HOLDS[holds].word} />
            <span dir="auto">{plain(says, 300)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Backlog({ backlog }: { backlog: NonNullable<RampProgress['backlog']> }) {
  const clock = useRunClock();
  return (
    <p className={styles.backlog}>
      <strong>{backlog.waiting === null ? 'Waiting: not known' : `${formatValueText(backlog.waiting, null, 'count')} waiting`}</strong>
      {backlog.at === null ? null : <span className={styles.quiet}>{ageText(backlog.at, clock)}</span>}
      <span>{drainText(backlog, clock)}</span>
    </p>
  );
}

/** Every action in its place, whether it can be done now or not. */
function Actions({ ramp }: { ramp: RampProgress }) {
  const page = useRunPage();
  const { run, looker, busy, letters } = page;
  return (
    <div className={styles.actions} role="group" aria-label="Ramp">
      {RAMP_ACTIONS.map((action) => {
        const { key, button, does } = RAMP_WORD[action];
        const why = rampRefusal(run, action === 'hold', looker) ?? rampActionRefusal(ramp, action);
        return (
          <span key={action} title={why ?? does}>
            <KeyButton keys={key} letters={letters} kind={action === 'hold' && why === null ? 'primary' : 'normal'} off={why !== null || busy} onClick={() => (busy ? undefined : rampBy(page, action))}>
              {button}
            </KeyButton>
          </span>
        );
      })}
    </div>
  );
}

const SHOWN_MOVES = 12;

function Moves({ moves }: Pick<RampProgress, 'moves'>) {
  if (moves.length === 0) return null;
  const shown = moves.toReversed().slice(0, SHOWN_MOVES);
  return (
    <div>
      <h3 className={styles.title}>What was set{moves.length > SHOWN_MOVES ? `, the newest ${SHOWN_MOVES} of ${moves.length}` : ''}</h3>
      <ol className={styles.moves}>
        {shown.map(({ at, value, why, says }) => (
          <li key={`${at} ${value}`} className={styles.move}>
            <Moment at={at} show="utc" />
            <strong>{value}</strong>
            <span>{MOVE_WORD[why]}</span>
            <span className={styles.quiet} dir="auto">
              {plain(says, 300)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
