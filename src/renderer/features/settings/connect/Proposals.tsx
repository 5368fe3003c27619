import type { SourceConfig } from '../../../../shared/model/sources/index.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { groupProposals, type ProposalGroup } from './choices.ts';
import { selectAll, type ConnectState } from './draft-store.ts';
import { ProposalRow } from './ProposalRow.tsx';
import styles from './connect.module.css';

export interface ProposalsProps {
  readonly state: ConnectState;
  /** Null while the form above cannot be used: the previews then wait. */
  readonly setup: SourceConfig | null;
}

/** What was found, service by service. */
export function Proposals({ state, setup }: ProposalsProps) {
  const groups = groupProposals(state.proposals ?? []);
  if (state.proposals !== null && groups.length === 0)
    return <p className={styles.nothing}>No metric of a common name was found in the last hour (http_request_duration_seconds, http_requests_total, probe_success, up and their like). Write a query of your own below.</p>;
  return (
    <div className={styles.groups}>
      {groups.map((group) => (
        <Group key={group.service} group={group} state={state} setup={setup} />
      ))}
    </div>
  );
}

function Group({ group, state, setup }: { group: ProposalGroup } & ProposalsProps) {
  const keys = group.items.map(({ key }) => key);
  const taken = keys.filter((key) => state.choices[key]?.selected === true).length;
  return (
    <section className={styles.group} aria-label={plain(group.serviceName, 80)}>
      <header className={styles.groupHeader}>
        <h3 className={styles.groupTitle} dir="auto">
          {plain(group.serviceName, 80)}
        </h3>
        <span className={styles.quiet}>
          {taken} of {counted(keys.length, 'signal')}
        </span>
        <Button kind="quiet" label={`${taken === keys.length ? 'Take none' : 'Take all'} of ${plain(group.serviceName, 80)}`} onClick={() => selectAll(keys, taken < keys.length)}>
          {taken === keys.length ? 'None' : 'All'}
        </Button>
      </header>
      <ul className={styles.rows}>
        {group.items.map((proposal) => {
          const choice = state.choices[proposal.key];
          return choice === undefined ? null : <ProposalRow key={proposal.key} proposal={proposal} choice={choice} setup={setup} />;
        })}
      </ul>
    </section>
  );
}
