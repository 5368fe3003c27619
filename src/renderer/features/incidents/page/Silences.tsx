import { useState } from 'react';
import { Link } from 'wouter';
import type { IncidentSilence, Silence } from '../../../../shared/model/silence.ts';
import { epochMs, fromRfc3339 } from '../../../../shared/model/units.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatDuration } from '../../../../shared/time/format.ts';
import { useEngineNow, useSources } from '../../../lib/live-store.ts';
import { useShell } from '../../../platform/context.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { isConfirmed, silenceKey, useSilences } from '../../alerts/index.ts';
import { KeyButton } from '../Key.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { silenceRefusal, silencesInOrder, writtenMatchers } from '../rules/silence.ts';
import { Fact, Panel } from './Panel.tsx';
import styles from './panel.module.css';

const PAST_SHOWN = 2;

/** What of its alerts was silenced from here: until when, by whom and why; what is over stays. */
export function Silences() {
  const { detail, may, ask, letters } = useIncidentPage();
  const { byKey, keepers } = useSilences();
  const [all, setAll] = useState(false);
  const { open, past } = silencesInOrder(detail.silences);
  const offered = may.steer && silenceRefusal(detail) === null && keepers.length > 0;
  if (detail.silences.length === 0 && !offered) return null;
  const inForce = open.filter(({ state }) => state === 'made').length;
  const shown = all ? past : past.slice(0, PAST_SHOWN);
  const add = offered ? (
    <KeyButton kind="quiet" keys="s" letters={letters} onClick={() => ask({ form: 'silence' })}>
      Silence…
    </KeyButton>
  ) : null;
  return (
    <Panel title="Silences" count={inForce === 0 ? undefined : `${inForce} in force`} action={add}>
      {detail.silences.length === 0 ? <p className={styles.quiet}>None was made from here.</p> : null}
      <ul className={styles.list}>
        {[...open, ...shown].map((silence) => (
          <One key={silence.item} silence={silence} there={byKey.get(silenceKey(silence.source, silence.silence ?? '')) ?? null} name={keepers.find(({ source }) => source === silence.source)?.name ?? silence.source} />
        ))}
      </ul>
      {past.length <= PAST_SHOWN ? null : (
        <Button kind="quiet" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `+${past.length - PAST_SHOWN} more`}
        </Button>
      )}
      {keepers.length === 0 ? null : (
        <p className={styles.quiet}>
          <Link href="/silences">All silences</Link>
        </p>
      )}
    </Panel>
  );
}

interface OneProps {
  readonly silence: IncidentSilence;
  /** As the source keeps it now; null where that is not known. */
  readonly there: Silence | null;
  /** Of the source. */
  readonly name: string;
}

function One({ silence, there, name }: OneProps) {
  const { may, ask, busy, detail } = useIncidentPage();
  const shell = useShell();
  const { url, state } = silence;
  const open =
    url === null || state === 'refused' ? null : (
      <a
        href={url}
        className={styles.link}
        onClick={(event) => {
          event.preventDefault();
          shell.openExternal(url);
        }}
      >
        Open in {plain(name, 40)}
      </a>
    );
  const end = (
    <Button kind="quiet" disabled={busy} onClick={() => ask({ form: 'expireSilence', item: silence.item })} label={`End the silence made by ${plain(silence.by.name, 60)}`}>
      End…
    </Button>
  );
  const again = (
    <Button kind="quiet" disabled={busy} onClick={() => ask({ form: 'silence', again: silence.item })}>
      Try again…
    </Button>
  );
  const button = !may.steer ? null : state === 'made' ? end : state === 'refused' && silenceRefusal(detail) === null ? again : null;
  return (
    <Fact
      buttons={button}
      sub={
        <>
          <Standing silence={silence} there={there} />
          <span className={styles.codes}>
            {writtenMatchers(silence.matchers).map((text) => (
              <code key={text}>{plain(text, 200)}</code>
            ))}
          </span>
          <span className={styles.sub}>
            {plain(silence.by.name, 60)}
            {silence.reason === null ? '' : `: ${plain(silence.reason, 300)}`}
          </span>
          {open}
        </>
      }
    >
      <Word silence={silence} there={there} />
    </Fact>
  );
}

/** In force and how much longer, or what became of it. */
function Word({ silence, there }: Pick<OneProps, 'silence' | 'there'>) {
  const now = useEngineNow() ?? epochMs(0);
  const { state } = silence;
  if (state === 'asked') return <StateMark state="late" word="not known whether it was made" />;
  if (state === 'refused') return <StateMark state="P2" word="not made" />;
  if (state === 'ended') return <StateMark state="none" word="ended" />;
  const end = fromRfc3339(there?.endsAt ?? silence.endsAt) ?? now;
  return <StateMark state="maintenance" word={end > now ? `ends in ${formatDuration(end - now)}` : 'its time is over, not confirmed yet'} />;
}

const ENDED_HOW = { time: 'it ran out', person: 'ended from here', elsewhere: 'ended at the source' } as const;

function Standing({ silence, there }: Pick<OneProps, 'silence' | 'there'>) {
  const sources = useSources();
  const { state, endedAt, endedHow, stillFiring } = silence;
  if (state === 'asked') return <span className={styles.sub}>No answer came. Holdfast looks for it and does not ask again; a second silence has to wait until that is known.</span>;
  if (state === 'refused') return <span className={styles.sub}>{plain(silence.why ?? 'The source did not make it', 300)}</span>;
  if (state === 'ended')
    return (
      <span className={styles.sub}>
        {endedAt === null ? '' : <Moment at={endedAt} show="utc" />}
        {endedHow === null ? '' : `, ${ENDED_HOW[endedHow]}`}
        {stillFiring === null || stillFiring === 0 ? '' : `; ${counted(stillFiring, 'alert')} still fired`}
      </span>
    );
  return (
    <span className={styles.sub}>
      until <Moment at={there?.endsAt ?? silence.endsAt} />
      {!isConfirmed(silence.source, sources) ? ' · not confirmed now: its source does not answer' : there === null ? '' : ` · silences ${there.alerts === 0 ? 'nothing now' : `${counted(there.alerts, 'alert')} now`}`}
    </span>
  );
}
