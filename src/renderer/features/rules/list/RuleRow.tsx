import { Link } from 'wouter';
import type { RuleView } from '../../../../shared/model/incident.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useLive } from '../../../lib/live-store.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment, usePeople } from '../../incidents/index.ts';
import { isOverdue, MODE_WORD, ruleMark, rulePath, RULE_STATE_WORD } from './rule-list.ts';
import styles from './list.module.css';

export interface RuleRowProps {
  readonly rule: RuleView;
  /** RFC 3339. */
  readonly now: string;
}

/** One rule in a line: what it says now, what it watches, what it does, when it fired last, who keeps it right. */
export function RuleRow({ rule, now }: RuleRowProps) {
  return (
    <li className={styles.row} data-row={rule.id} data-state={rule.state}>
      <span>
        <StateMark state={ruleMark(rule)} word={RULE_STATE_WORD[rule.state]} />
      </span>
      <div className={styles.what}>
        <Link href={rulePath(rule)} className={styles.title ?? ''} dir="auto">
          {plain(rule.name, 200)}
        </Link>
        <Where rule={rule} />
        {rule.trouble === null ? null : <span className={styles.trouble}>{rule.state === 'unknown' ? `cannot be judged: ${plain(rule.trouble, 300)}` : plain(rule.trouble, 300)}</span>}
      </div>
      <span className={styles.severity}>
        <strong>{rule.severity}</strong> {MODE_WORD[rule.incident]}
      </span>
      <span className={styles.when}>
        <span className="hf-visually-hidden">last fired </span>
        {rule.lastFiredAt === null ? '–' : <Moment at={rule.lastFiredAt} show="utc" />}
      </span>
      <Upkeep rule={rule} now={now} />
    </li>
  );
}

function Where({ rule }: { rule: RuleView }) {
  const service = useLive((state) => (rule.service === null ? undefined : state.servicesById.get(rule.service)));
  const signal = useLive((state) => (rule.signal === null ? undefined : state.signals.get(rule.signal)?.name));
  const subject = [service?.name ?? rule.service, signal ?? rule.signal].flatMap((part) => (part === null || part === undefined ? [] : [plain(part, 40)]));
  return (
    <span className={styles.where} dir="auto">
      {subject.length === 0 ? '' : `${subject.join(', ')}: `}
      {rule.kind === 'promql' ? <code>{plain(rule.condition, 300)}</code> : plain(rule.condition, 300)}
    </span>
  );
}

function Upkeep({ rule, now }: RuleRowProps) {
  const people = usePeople();
  if (rule.origin === 'ruleFile')
    return (
      <span className={styles.upkeep} dir="auto">
        {plain(rule.file ?? 'a rule file', 80)}
      </span>
    );
  const owner = people.find(({ id }) => id === rule.owner)?.name ?? rule.owner;
  return (
    <span className={styles.upkeep}>
      {owner === null ? '–' : plain(owner, 40)}
      {rule.reviewBy !== null && isOverdue(rule, now) ? <span className={styles.overdue}>review was due {rule.reviewBy.replaceAll('-', '\u2011')}</span> : null}
    </span>
  );
}
