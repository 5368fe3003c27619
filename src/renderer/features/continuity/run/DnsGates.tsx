import type { DnsProgress, Gate } from '../../../../shared/model/continuity/run.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useEngineSilent } from '../../../lib/use-shown-numbers.ts';
import { Moment } from '../../incidents/index.ts';
import { RunMark } from './RunMark.tsx';
import { countdown } from './rules/clock.ts';
import { asKnown, GATE_WORD, gateMark } from './rules/words.ts';
import { useRunClock } from './use-run-clock.ts';
import styles from './gates.module.css';

/** The four proofs of a change of DNS, in the order in which the world learns of it, and how long the old answer lives on. */
export function DnsGates({ progress }: { progress: DnsProgress }) {
  return (
    <div>
      <ol className={styles.gates} aria-label="Gates">
        {progress.gates.map((gate) => (
          <OneGate key={gate.gate} gate={gate} />
        ))}
      </ol>
      <OldAnswers until={progress.oldAnswersEndAt} />
    </div>
  );
}

function OneGate({ gate }: { gate: Gate }) {
  const { mark, word } = asKnown(gateMark(gate), useEngineSilent());
  const { name, asks } = GATE_WORD[gate.gate];
  return (
    <li className={styles.gate} data-state={gate.state}>
      <p className={styles.name}>{name}</p>
      <p className={styles.mark}>
        <RunMark mark={mark} word={word} />
      </p>
      <p className={styles.asks}>{asks}</p>
      {gate.says === null ? null : (
        <p className={styles.says} dir="auto">
          {plain(gate.says, 400)}
        </p>
      )}
      {gate.since !== null && gate.state === 'passed' ? (
        <p className={styles.asks}>
          at <Moment at={gate.since} show="utc" />
        </p>
      ) : null}
      {gate.deadline === null || gate.since === null || gate.state === 'passed' || gate.state === 'skipped' ? null : <Deadline deadline={gate.deadline} waits={gate.state === 'waiting'} />}
    </li>
  );
}

function Deadline({ deadline, waits }: { deadline: string; waits: boolean }) {
  const left = countdown(deadline, useRunClock());
  return (
    <p className={styles.asks}>
      {waits && left !== null ? `deadline: ${left.text}` : 'its deadline was '}
      {waits ? null : <Moment at={deadline} show="utc" />}
    </p>
  );
}

function OldAnswers({ until }: { until: string | null }) {
  const clock = useRunClock();
  if (until === null) return null;
  const left = countdown(until, clock);
  return (
    <p className={styles.old}>
      {left?.over === true ? 'The time in which resolvers may keep the old answer ended at ' : 'Resolvers may keep the old answer until '}
      <Moment at={until} />
      {left === null || left.over ? '.' : `, ${left.text}.`}
    </p>
  );
}
