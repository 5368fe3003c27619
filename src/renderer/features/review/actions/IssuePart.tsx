import { useState } from 'react';
import type { ActionIssue } from '../../../../shared/contract/action-issue-calls.ts';
import type { CallName, CallOutput } from '../../../../shared/contract/contract.ts';
import type { CorrectiveAction } from '../../../../shared/model/review.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { useWorkspace } from '../../../lib/live-store.ts';
import { useShell } from '../../../platform/context.tsx';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Age } from '../../../ui/kit/Age.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { FormDialog, Moment } from '../../incidents/index.ts';
import { Failure, useRights } from '../../session/index.ts';
import { asksToClose, issueWords } from '../rules/issue.ts';
import styles from './actions.module.css';

type Channels = CallOutput<'actionIssues.list'>['channels'];
const STALE: readonly CallName[] = ['actionIssues.list', 'incidents.timeline'];

export interface IssuePartProps {
  readonly action: CorrectiveAction;
  /** Null where it has none. */
  readonly issue: ActionIssue | null;
  /** Where one can be made. */
  readonly channels: Channels;
}

/** The Jira issue of an action: how it stands there, or how it gets one. */
export function IssuePart({ action, issue, channels }: IssuePartProps) {
  const rights = useRights();
  const writable = useWorkspace()?.writable ?? true;
  const [form, setForm] = useState<'make' | 'link' | null>(null);
  const make = useCallMutation('actionIssues.make', STALE);
  const undone = action.state === 'open' || action.state === 'awaiting';
  const may = undone && writable && rights.may('publish') && channels.length > 0;
  const [only, another] = channels;
  const makeIt = (): void => (only !== undefined && another === undefined ? make.mutate({ id: action.id, channel: only.id }) : setForm('make'));
  if (issue === null && !may) return null;
  return (
    <div className={styles.issue}>
      {issue === null ? null : <Standing issue={issue} />}
      {may && (issue === null || issue.standing === 'failed') ? (
        <Button kind="quiet" label={`${issue === null ? 'Make a Jira issue' : 'Try again'}: ${action.id}`} busy={make.isPending} onClick={makeIt}>
          {issue === null ? 'Make a Jira issue' : 'Try again'}
        </Button>
      ) : null}
      {may && (issue === null || issue.how === 'linked' || issue.standing === 'failed' || issue.standing === 'unknown') ? (
        <Button kind="quiet" label={`${issue === null ? 'Link an issue' : 'Link another issue'}: ${action.id}`} onClick={() => setForm('link')}>
          {issue === null ? 'Link an issue…' : 'Link another issue…'}
        </Button>
      ) : null}
      {issue !== null && asksToClose(issue, action) ? (
        <p className={styles.ask}>
          Done in Jira{issue.status?.since == null ? '' : <> since <Moment at={issue.status.since} /></>}: close it? It stays open here until its proof was seen.
        </p>
      ) : null}
      <Failure error={make.error} what="No issue made" onPin={make.reset} />
      {form === null ? null : <IssueForm action={action} channels={channels} form={form} onClose={() => setForm(null)} />}
    </div>
  );
}

function Standing({ issue }: { issue: ActionIssue }) {
  const shell = useShell();
  const { key, url, readAt, problem, reason } = issue;
  const said = issueWords(issue);
  const name = `${plain(issue.channel.name, 60)}${key === null ? '' : `, ${key}`}`;
  return (
    <span className={styles.line}>
      {url === null ? (
        <span dir="auto">{name}</span>
      ) : (
        <a
          href={url}
          onClick={(event) => {
            event.preventDefault();
            shell.openExternal(url);
          }}
          dir="auto"
        >
          {name}
        </a>
      )}{' '}
      <StateMark state={said.mark} word={said.word} />{' '}
      <span className={styles.quiet}>
        {readAt === null ? null : problem === null ? (
          <>
            read <Age since={epochMs(Date.parse(readAt))} suffix="ago" />
          </>
        ) : (
          <>
            not known since <Moment at={readAt} />
          </>
        )}
      </span>
      {problem === null && reason === null ? null : (
        <span className={styles.quiet} dir="auto">
          {problem !== null && readAt !== null ? ': ' : ' '}
          {plain(problem ?? reason ?? '', 300)}
        </span>
      )}
    </span>
  );
}

function IssueForm({ action, channels, form, onClose }: Pick<IssuePartProps, 'action' | 'channels'> & { form: 'make' | 'link'; onClose: () => void }) {
  const [channel, setChannel] = useState<string>(channels[0]?.id ?? '');
  const [link, setLink] = useState('');
  const [tried, setTried] = useState(false);
  const make = useCallMutation('actionIssues.make', STALE);
  const put = useCallMutation('actionIssues.link', STALE);
  const links = form === 'link';
  const submit = (): void => {
    setTried(true);
    const chosen = channels.find(({ id }) => id === channel);
    if (chosen === undefined || (links && link.trim() === '')) return;
    if (links) put.mutate({ id: action.id, channel: chosen.id, link: link.trim() }, { onSuccess: onClose });
    else make.mutate({ id: action.id, channel: chosen.id }, { onSuccess: onClose });
  };
  return (
    <FormDialog title={`${links ? 'Link an issue' : 'Make a Jira issue'}: ${action.id}`} lead={plain(action.text, 200)} submit={links ? 'Link it' : 'Make it'} what={links ? 'Not linked' : 'Not made'} busy={make.isPending || put.isPending} error={make.error ?? put.error} onSubmit={submit} onClose={onClose}>
      {channels.length > 1 ? <SelectField label="Channel" value={channel} options={channels.map(({ id, name }) => ({ value: id, label: plain(name, 60) }))} onChange={setChannel} /> : null}
      {links ? <Field label="Address" kind="url" hint="Of an open issue of the project; nothing is changed there" placeholder="https://" value={link} onChange={setLink} error={tried && link.trim() === '' ? 'Expected the address of an issue' : null} autoFocus /> : null}
    </FormDialog>
  );
}
