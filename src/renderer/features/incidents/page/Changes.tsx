import { useState } from 'react';
import type { CallOutput } from '../../../../shared/contract/contract.ts';
import type { ChangeOfIncident, ChangeReporter } from '../../../../shared/model/change.ts';
import { CHANGE_KIND_WORD, CHANGE_ORIGIN_WORD, changedBy, changeStatusWords, fromOnsetWords, shortStep } from '../../../../shared/text/change-words.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useShell } from '../../../platform/context.tsx';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { changeGroups, type ChangeGroup } from '../rules/change-groups.ts';
import { useNames } from '../use-names.ts';
import { ChangeLines } from './ChangeLines.tsx';
import { HowToTell } from './HowToTell.tsx';
import { Panel } from './Panel.tsx';
import styles from './changes.module.css';

const SHOWN = 3;
const STEP = 50;
const MOST = 1_000;

/** What was changed before it began: the first question of whoever looks for a cause. */
export function Changes() {
  const { detail } = useIncidentPage();
  const [limit, setLimit] = useState(SHOWN);
  const { data, isError, error } = useCall('changes.list', { incident: detail.id, limit: Math.min(MOST, limit + STEP) }, { keep: true });
  const items = (data?.items ?? []).flatMap(({ relation, ...change }): ChangeOfIncident[] => (relation === null ? [] : [{ ...change, relation }]));
  const early = items.filter(({ relation }) => relation.early).length;
  const rest = items.length - limit;
  return (
    <Panel title="Changed in the 2 h before" count={data === undefined || items.length === 0 ? undefined : data.next === null ? String(early) : `${early} or more`}>
      {isError ? (
        <p className={styles.quiet} role="alert">
          What changed could not be read: {plain(error.message, 200)}
        </p>
      ) : null}
      {data === undefined ? null : items.length === 0 ? <Nothing data={data} /> : null}
      {changeGroups(items.slice(0, limit)).map((group) => (
        <Group key={group.key} group={group} />
      ))}
      {rest <= 0 ? null : (
        <Button kind="quiet" onClick={() => setLimit(limit === SHOWN ? STEP : limit + STEP)}>
          {data?.next == null ? `+${rest} more` : `Show ${STEP} more`}
        </Button>
      )}
      {limit <= SHOWN ? null : (
        <Button kind="quiet" onClick={() => setLimit(SHOWN)}>
          Show fewer
        </Button>
      )}
    </Panel>
  );
}

function Group({ group: { name, changes } }: { group: ChangeGroup }) {
  return (
    <>
      {name === null ? null : <h3 className={styles.group}>{name}</h3>}
      <ul className={styles.list} aria-label={name ?? 'Of the services affected'}>
        {changes.map((change) => (
          <OneChange key={change.id} change={change} />
        ))}
      </ul>
    </>
  );
}

function OneChange({ change }: { change: ChangeOfIncident }) {
  const names = useNames();
  const { may, act, busy } = useIncidentPage();
  const title = plain(change.title, 300);
  const status = changeStatusWords(change);
  const step = shortStep(change);
  const about = [...change.services.map((id) => names.service(id)), ...change.about.map((name) => plain(name, 60))];
  const suspect = (): void =>
    act({ type: 'note', text: `Suspected: ${plain(change.title, 300)} (${change.id}, ${fromOnsetWords(change.relation)})`, evidence: change.link === null ? { kind: 'record', ref: change.id, time: change.at, value: null } : { kind: 'link', ref: change.link, time: change.at, value: null } });
  return (
    <li className={styles.change} data-kind={change.kind}>
      <span className={styles.when}>
        {fromOnsetWords(change.relation)}
        <span className={styles.kind}>{CHANGE_KIND_WORD[change.kind]}</span>
        {change.status === 'failed' ? <StateMark state="P2" word="failed" /> : null}
        {may.note ? (
          <span className={styles.button}>
            <Button kind="quiet" disabled={busy} onClick={suspect} label={`Suspect: ${title.slice(0, 80)}`}>
              Suspect
            </Button>
          </span>
        ) : null}
      </span>
      <span className={styles.title} dir="auto">
        {change.link === null ? title : <Outside url={change.link}>{title}</Outside>}
      </span>
      {step === null ? <ChangeLines change={change} /> : <code className={styles.step}>{step}</code>}
      <span className={styles.sub} dir="auto">
        {about.length === 0 ? '' : `${about.slice(0, 4).join(', ')}${about.length > 4 ? ` and ${about.length - 4} more` : ''} · `}
        {changedBy(change)} · {change.endedAt === null || change.endedAt === change.at ? '' : change.from === 'dns' ? 'between ' : ''}
        <Moment at={change.at} show="utc" />
        {change.endedAt === null || change.endedAt === change.at ? '' : change.from === 'dns' ? ' and ' : ' to '}
        {change.endedAt === null || change.endedAt === change.at ? null : <Moment at={change.endedAt} show="utc" />}
        {status === '' || status === 'failed' ? '' : ` · ${status}`}
        {change.claimedAt === null ? '' : ' · its sender’s clock is ahead: '}
        {change.claimedAt === null ? null : <Moment at={change.claimedAt} show="utc" />}
      </span>
    </li>
  );
}

function Outside({ url, children }: { url: string; children: string }) {
  const shell = useShell();
  return (
    <a
      href={url}
      onClick={(event) => {
        event.preventDefault();
        shell.openExternal(url);
      }}
    >
      {children}
    </a>
  );
}

/** That nothing was told says little where nobody would have told it. */
function Nothing({ data: { reporters, dnsNames, window } }: { data: CallOutput<'changes.list'> }) {
  if (window === null) return <p className={styles.quiet}>What changed where it was run did not come with its file.</p>;
  if (reporters.length === 0 && dnsNames === 0) return <HowToTell />;
  return (
    <p className={styles.quiet}>
      Nothing was reported. {reporters.length === 0 ? '' : <Reporters reporters={reporters} />}
      {dnsNames === 0 ? '' : `The DNS records of ${counted(dnsNames, 'name')} are watched.`}
    </p>
  );
}

function Reporters({ reporters }: { reporters: readonly ChangeReporter[] }) {
  const [last, ...others] = reporters;
  if (last === undefined) return null;
  return (
    <>
      Changes come from {[last, ...others].slice(0, 4).map(({ from }) => CHANGE_ORIGIN_WORD[from]).join(', ')}; the last one came <Moment at={last.lastAt} show="utc" />.{' '}
    </>
  );
}
