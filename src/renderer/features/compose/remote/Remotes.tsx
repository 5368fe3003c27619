import { useState } from 'react';
import type { RemoteState, RemoteView } from '../../../../shared/contract/remote-calls.ts';
import type { ChannelView } from '../../../../shared/contract/channel-calls.ts';
import { fromRfc3339 } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useShell } from '../../../platform/context.tsx';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Age } from '../../../ui/kit/Age.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../../incidents/index.ts';
import { Failure } from '../../session/index.ts';
import type { Writer } from '../write/use-writer.ts';
import { Adopt } from './Adopt.tsx';
import { Quote } from './Quote.tsx';
import { both, isPlanned, isRead, statusWord } from './rules.ts';
import styles from './remote.module.css';

const STALE = ['remotes.read'] as const;
const READ_AGAIN_MS = 60_000;

/** What stands at each chosen channel already, before anything is sent there. A correction is held to the message that it corrects instead. */
export function Remotes({ writer }: { writer: Writer }) {
  const channels = writer.chosen.filter(({ type, problem }) => isRead(type) && problem === null);
  if (channels.length === 0 || writer.corrects !== null) return null;
  return (
    <section className={styles.remotes} aria-label="There now">
      <h2 className={styles.title}>There now</h2>
      <ul className={styles.list}>
        {channels.map((channel) => (
          <Remote key={channel.id} channel={channel} writer={writer} />
        ))}
      </ul>
    </section>
  );
}

function Remote({ channel, writer }: { channel: ChannelView; writer: Writer }) {
  const at = { id: channel.id, incident: writer.incident.id, planned: isPlanned(writer.kind) };
  const { data, error, isFetching, refetch } = useCall('remotes.read', at, { refetchMs: READ_AGAIN_MS });
  const [adopting, setAdopting] = useState(false);
  const release = useCallMutation('remotes.release', [...STALE, 'incidents.get']);
  return (
    <li className={styles.remote} data-remote={data?.kind ?? 'asked'} data-differs={data !== undefined && data.differs !== null}>
      <div className={styles.head}>
        <span className={styles.channel} dir="auto">
          {plain(channel.name, 80)}
        </span>
        <span className={styles.checked}>
          {data === undefined ? null : (
            <>
              checked <Age since={fromRfc3339(data.checkedAt)} suffix="ago" />
            </>
          )}
          <Button kind="quiet" label={`Check again: ${plain(channel.name, 80)}`} busy={isFetching} onClick={() => void refetch()}>
            Check again
          </Button>
        </span>
      </div>
      <p>
        <Standing view={data ?? null} failed={error?.message ?? null} />
      </p>
      {data === undefined ? null : <What view={data} />}
      {data === undefined || data.seen === null ? null : <Choice view={data} channel={channel} writer={writer} />}
      {data?.kind === 'nothing' || (data?.adopted ?? null) !== null ? (
        <div className={styles.foot}>
          {data?.kind === 'nothing' ? (
            <Button kind="quiet" label={`It is there already: adopt it on ${plain(channel.name, 80)}`} onClick={() => setAdopting(true)}>
              Adopt…
            </Button>
          ) : null}
          {data === undefined || data.adopted === null ? null : (
            <>
              <span className={styles.quiet}>
                Adopted by {plain(data.adopted.by.name, 60)}, <Moment at={data.adopted.at} show="utc" />
              </span>
              <Button kind="quiet" busy={release.isPending} onClick={() => release.mutate({ id: at.id, incident: at.incident })}>
                Take the adoption back
              </Button>
            </>
          )}
        </div>
      ) : null}
      <Failure error={release.error} what="Not taken back" onPin={() => release.mutate({ id: at.id, incident: at.incident })} />
      {adopting ? <Adopt channel={channel} incident={at.incident} onClose={() => setAdopting(false)} /> : null}
    </li>
  );
}

/** In a line: the word, and since when. */
function Standing({ view, failed }: { view: RemoteView | null; failed: string | null }) {
  if (view === null) return failed === null ? <span className={styles.quiet}>Reading what stands there</span> : <StateMark state="blind" word={`Not read: ${plain(failed, 200)}`} />;
  if (view.kind === 'cannotTell') return <StateMark state="blind" word="Could not be read" />;
  if (view.kind === 'deleted') return <StateMark state="P2" word="Deleted there" />;
  if (view.state === null) return <span className={styles.quiet}>Nothing of this incident yet</span>;
  const { status, since } = view.state;
  return (
    <span>
      {view.differs === null ? null : <StateMark state="P2" word="changed by somebody else" />} <strong>{statusWord(status)}</strong>
      {since === null ? null : (
        <>
          , since <Moment at={since} show="utc" />
        </>
      )}
    </span>
  );
}

function What({ view: { state, problem, differs } }: { view: RemoteView }) {
  const shell = useShell();
  const url = state?.url ?? null;
  return (
    <>
      {problem === null ? null : <p className={styles.quiet}>{plain(problem, 300)} It is not known whether it is as we left it.</p>}
      {differs === null ? null : <p className={styles.differs}>{plain(differs, 400)}</p>}
      {state === null ? null : (
        <p className={styles.quiet} dir="auto">
          {plain(state.title, 160)}
          {url === null ? null : (
            <>
              {' · '}
              <a
                href={url}
                onClick={(event) => {
                  event.preventDefault();
                  shell.openExternal(url);
                }}
              >
                See it there
              </a>
            </>
          )}
        </p>
      )}
      {state === null || state.text === null || state.text === '' ? null : differs === null ? (
        <details>
          <summary>What it says</summary>
          <Words state={state} />
        </details>
      ) : (
        <Words state={state} />
      )}
    </>
  );
}

function Words({ state: { text, by, at } }: { state: RemoteState }) {
  return (
    <Quote label="What stands there">
      {text}
      {at === null && by === null ? null : (
        <footer className={styles.quiet}>
          {by === null ? '' : plain(by, 80)}
          {by === null || at === null ? '' : ', '}
          {at === null ? null : <Moment at={at} show="utc" />}
        </footer>
      )}
    </Quote>
  );
}

function Choice({ view, channel, writer }: { view: RemoteView; channel: ChannelView; writer: Writer }) {
  const settle = useCallMutation('remotes.settle', STALE);
  const [last, setLast] = useState<(() => void) | null>(null);
  const { seen } = view;
  if (seen === null) return null;
  const choose = (choice: 'keep' | 'replace', then: () => void) => () => {
    const run = () => settle.mutate({ id: channel.id, incident: writer.incident.id, planned: isPlanned(writer.kind), seen, choice }, { onSuccess: then });
    setLast(() => run);
    run();
  };
  const leaveOut = () => writer.draft.set('channels', writer.chosen.filter(({ id }) => id !== channel.id).map(({ id }) => id).join(' ') || 'none:');
  const merge = () => {
    const ours = writer.own[channel.type] ?? writer.text;
    if (ours !== null) writer.setOwn(channel.type, both(view.state?.text ?? null, ours));
  };
  if (view.replaces)
    return (
      <div className={styles.foot}>
        <StateMark state="held" word="Ours will be put in its place" />
        <span className={styles.quiet}>Should it change again before, that is shown first.</span>
        <Button kind="quiet" disabled={settle.isPending} onClick={choose('keep', leaveOut)}>
          Keep theirs after all
        </Button>
        <Failure error={settle.error} what="Not decided" onPin={() => last?.()} />
      </div>
    );
  return (
    <div className={styles.foot}>
      <Button disabled={settle.isPending} onClick={choose('keep', leaveOut)}>
        Keep theirs
      </Button>
      <Button disabled={settle.isPending} onClick={choose('replace', () => {})}>
        Put ours
      </Button>
      {view.kind === 'there' ? (
        <Button disabled={settle.isPending} onClick={choose('replace', merge)}>
          Merge
        </Button>
      ) : null}
      <span className={styles.quiet}>Kept: not sent there this time. Merged: the text for it begins with both.</span>
      <Failure error={settle.error} what="Not decided" onPin={() => last?.()} />
    </div>
  );
}
