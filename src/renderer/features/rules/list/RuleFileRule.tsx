import { Link } from 'wouter';
import { plain, plainLines } from '../../../../shared/text/plain.ts';
import { useLive } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Facts } from '../../../ui/kit/Facts.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../../incidents/index.ts';
import { NoSuchRule, RuleWaits } from '../NoSuchRule.tsx';
import { MODE_WORD, ruleMark, RULE_STATE_WORD } from './rule-list.ts';
import styles from './list.module.css';

const EVERY_MS = 10_000;

/** A rule of a Prometheus rule file, which Holdfast evaluates and never writes. */
export function RuleFileRule({ id }: { id: string }) {
  const { data, isError, error, refetch } = useCall('rules.list', { limit: 1_000 }, { refetchMs: EVERY_MS });
  const rule = data?.items.find((each) => each.id === id);
  const service = useLive((state) => (rule === undefined || rule.service === null ? undefined : state.servicesById.get(rule.service)?.name));
  if (data === undefined) return <RuleWaits error={isError ? error.message : null} onRetry={() => void refetch()} />;
  if (rule === undefined) return <NoSuchRule />;
  return (
    <Screen
      title={plain(rule.name, 200)}
      crumb={<Link href="/rules">Rules</Link>}
      beside={<StateMark state={ruleMark(rule)} word={RULE_STATE_WORD[rule.state]} />}
      lead={
        <>
          Stands in <code>{plain(rule.file ?? 'a rule file', 200)}</code>, a Prometheus rule file. Holdfast evaluates it as it is and never writes it: change it there, and it is read again by itself.
        </>
      }
    >
      <pre className={styles.expression} tabIndex={0} aria-label="Expression">
        {plainLines(rule.condition)}
      </pre>
      <Facts
        facts={[
          ['Now', rule.trouble === null ? RULE_STATE_WORD[rule.state] : `${RULE_STATE_WORD[rule.state]}: ${plain(rule.trouble, 400)}`],
          ['Severity', `${rule.severity}, unless its labels say another`],
          ['When it fires', MODE_WORD[rule.incident]],
          ['Service', rule.service === null ? 'the one that the “service” label of its alert names' : plain(service ?? rule.service, 80)],
          ['Evaluated by', rule.source],
          ['Last fired', rule.lastFiredAt === null ? 'not since Holdfast has watched it' : <Moment key="at" at={rule.lastFiredAt} />],
        ]}
      />
    </Screen>
  );
}
