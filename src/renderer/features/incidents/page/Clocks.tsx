import type { IncidentClock } from '../../../../shared/model/incident.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { clockName, clockStage, dueText, nearestClock } from '../../../../shared/text/incident-words.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { KeyButton } from '../Key.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage, type Ask } from '../page-context.ts';
import styles from './clocks.module.css';

/** The decision first, then whatever is due next. */
const inOrder = (clocks: readonly IncidentClock[]): readonly IncidentClock[] => clocks.toSorted((a, b) => Number(b.kind === 'when') - Number(a.kind === 'when') || (a.dueAt < b.dueAt ? -1 : 1));

/** Everything that is due, as a strip: each with what it asks for, how long is left, and the key that meets it. */
export function Clocks() {
  const { detail } = useIncidentPage();
  if (detail.clocks.length === 0) return null;
  // The key records an update to whoever is due first; only there it stands on the button.
  const first = nearestClock(detail.clocks.filter(({ kind }) => kind === 'update'));
  return (
    <ul className={styles.clocks} aria-label="What is due">
      {inOrder(detail.clocks).map((clock) => (
        <Clock key={clock.id} clock={clock} keyed={clock.kind !== 'update' || clock === first} />
      ))}
    </ul>
  );
}

/** What is missing, for whoever cannot mend it; who can sees in its place the button that does. */
const MISSING: Partial<Record<IncidentClock['kind'], string>> = { acknowledge: 'Not acknowledged', commander: 'No commander' };

function Clock({ clock, keyed }: { clock: IncidentClock; keyed: boolean }) {
  const { may } = useIncidentPage();
  const now = useEngineNow() ?? epochMs(0);
  const dueAt = fromRfc3339(clock.dueAt) ?? now;
  const named = !(may.steer && may.person !== null && clock.kind in MISSING);
  const [count, late] = dueText(dueAt, now).split(/ (?=overdue)/);
  return (
    <li className={styles.clock} data-stage={clockStage(clock, now)} data-kind={clock.kind} data-named={named ? '' : undefined}>
      {named ? (
        <span className={styles.name} dir="auto">
          {MISSING[clock.kind] ?? clockName(clock)}
        </span>
      ) : null}
      <span className={styles.left}>
        {count}
        {late === undefined ? null : <span className={styles.late}> {late}</span>}
      </span>
      <span className={styles.note}>
        {clock.confirmed ? null : <strong>cannot be confirmed now · </strong>}
        {clock.promised ? 'promised ' : 'due '}
        <Moment at={clock.dueAt} show="utc" />
      </span>
      {clock.kind === 'when' ? <Track clock={clock} now={now} dueAt={dueAt} /> : null}
      <Meet clock={clock} keyed={keyed} />
    </li>
  );
}

/** From the start of the impact to the moment of decision, with the amber stretch at its end. */
function Track({ clock, now, dueAt }: { clock: IncidentClock; now: EpochMs; dueAt: EpochMs }) {
  const from = fromRfc3339(clock.startedAt);
  const amberAt = clock.amberAt === null ? null : fromRfc3339(clock.amberAt);
  if (from === null || dueAt <= from) return null;
  const part = (at: EpochMs) => Math.min(100, Math.max(0, ((at - from) / (dueAt - from)) * 100));
  return (
    <svg className={styles.track} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect className={styles.rest} width="100" height="4" />
      <rect className={styles.gone} width={part(now)} height="4" />
      {amberAt === null ? null : <rect className={styles.amberMark} x={part(amberAt) - 0.25} width="0.5" height="4" />}
    </svg>
  );
}

const ASK: Readonly<Record<'when' | 'update' | 'obligation', (clock: IncidentClock) => Ask>> = {
  when: () => ({ form: 'decide' }),
  update: ({ audience }) => (audience === null ? { form: 'update' } : { form: 'update', audience }),
  obligation: (clock) => ({ form: 'obligation', clock }),
};
const WORD = { when: 'Decide', update: 'Record', obligation: 'Met' } as const;

/** What meets the clock, for whoever may do it. */
function Meet({ clock, keyed }: { clock: IncidentClock; keyed: boolean }) {
  const { may, ask, act, busy, letters } = useIncidentPage();
  const { kind } = clock;
  if (kind === 'acknowledge' || kind === 'commander') {
    if (!may.steer || may.person === null) return null;
    const [keys, word] = kind === 'acknowledge' ? (['a', 'Acknowledge'] as const) : (['c', 'Take command'] as const);
    return (
      <KeyButton kind="quiet" keys={keys} letters={letters} disabled={busy} onClick={() => act(kind === 'acknowledge' ? { type: 'acknowledge' } : { type: 'takeRole', role: 'incidentCommander' })}>
        {word}
      </KeyButton>
    );
  }
  if (!(kind === 'update' ? may.tell : may.steer)) return null;
  const open = () => ask(ASK[kind](clock));
  return (
    <KeyButton kind="quiet" keys={kind === 'when' ? 'd' : 'u'} letters={letters && keyed && kind !== 'obligation'} onClick={open}>
      {WORD[kind]}
      <span className="hf-visually-hidden"> {clockName(clock).toLowerCase()}</span>
    </KeyButton>
  );
}
