import { useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { Unit } from '../../../../shared/model/config.ts';
import { knownAt, type Known } from '../../../../shared/model/known-at.ts';
import type { Story } from '../../../../shared/model/story.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { CHANGE_KIND_WORD } from '../../../../shared/text/change-words.ts';
import { DECISION_WORD } from '../../../../shared/text/fact-words.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { AUDIENCE_WORD, INCIDENT_STATE_WORD, ROLE_WORD } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { rowWords } from '../../../../shared/text/timeline-words.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { formatInstant } from '../../../../shared/time/format.ts';
import { useWorkspace } from '../../../lib/live-store.ts';
import type { ChartCursor } from '../../../ui/charts/cursor.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { useNames } from '../../incidents/index.ts';
import { changesOf, countUntil } from '../rules/moments.ts';
import { sinceText } from '../rules/words.ts';
import styles from './story.module.css';

export interface KnownPanelProps {
  readonly story: Story;
  readonly cursor: ChartCursor;
  readonly start: number;
}

/** What people could know at the moment that is looked at. It is worked out anew only when the cursor passes something that changed it. */
export function KnownPanel({ story, cursor, start }: KnownPanelProps) {
  const changes = useMemo(() => changesOf(story), [story]);
  const index = useSyncExternalStore(cursor.onMove, () => countUntil(changes, cursor.time() ?? start));
  // Between two changes nothing differs: the last one before the cursor stands for all of the time up to the next.
  const known = useMemo(() => knownAt(story, toRfc3339(epochMs(changes[index - 1] ?? (changes[0] ?? start) - 1))), [story, changes, index, start]);
  return (
    <section className={styles.known} aria-label="Known at this moment" tabIndex={0}>
      <h2 className={styles.title}>Known then</h2>
      <Moment cursor={cursor} start={start} />
      <Content known={known} start={start} />
    </section>
  );
}

function Moment({ cursor, start }: Pick<KnownPanelProps, 'cursor' | 'start'>) {
  const time = useSyncExternalStore(cursor.onMove, cursor.time) ?? start;
  const zone = useWorkspace()?.timeZone ?? 'UTC';
  return (
    <p className={styles.moment}>
      <strong>{sinceText(time, start)}</strong> <span className={styles.quiet}>{formatInstant(epochMs(Math.round(time)), zone)}</span>
    </p>
  );
}

const AT_ONCE_MS = 1_000;

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Content({ known, start }: { known: Known; start: number }) {
  const names = useNames();
  const { state, severity, alerts, roles, updates, decisions, rows } = known;
  // What was written down as it happened was known, even if it took a moment.
  const later = known.later.filter(({ at, recordedAt }) => Date.parse(recordedAt) - Date.parse(at) >= AT_ONCE_MS);
  const since = (text: string): string => sinceText(Date.parse(text), start);
  return (
    <dl className={styles.facts}>
      <Part name="State">
        {state === null ? (
          <span className={styles.quiet}>Nobody knew of it yet</span>
        ) : (
          <>
            {severity === null ? null : <StateMark state={severity} />} {INCIDENT_STATE_WORD[state]}
          </>
        )}
      </Part>
      <Part name="Alerts">
        {alerts.length === 0 ? <span className={styles.quiet}>none firing</span> : null}
        {alerts.slice(0, 5).map(({ alert, rule, service, from, severity: grave, summary }) => {
          // The row knows the unit of the value, and says it as the timeline does.
          const row = rows.findLast(({ type, data }) => type === 'alertFired' && data['alert'] === alert);
          return (
            <p key={`${alert} ${from}`} className={styles.line} title={summary === null ? undefined : plain(summary, 300)} dir="auto">
              {row === undefined ? `${grave} ${plain(rule, 80)}${service === null ? '' : ` on ${names.service(service)}`}` : rowWords(row, names).title}
            </p>
          );
        })}
        {alerts.length > 5 ? <p className={styles.line}>and {counted(alerts.length - 5, 'more', 'more')}</p> : null}
      </Part>
      <Changed known={known} since={since} />
      <Part name="Roles">
        {roles.length === 0 ? <span className={styles.quiet}>nobody has one</span> : null}
        {roles.map(({ role, person, name }) => (
          <p key={`${role} ${person}`} className={styles.line}>
            {ROLE_WORD[role]}: <span dir="auto">{plain(name, 60)}</span>
          </p>
        ))}
      </Part>
      <Part name="Told">
        {updates.length === 0 ? <span className={styles.quiet}>nobody outside</span> : null}
        {updates.map(({ audience, at, text, nextAt }) => (
          <p key={audience} className={styles.line}>
            {AUDIENCE_WORD[audience]}, {since(at)}: <span dir="auto">{plain(text, 240)}</span>
            {nextAt === null ? '' : ` Next promised for ${since(nextAt)}.`}
          </p>
        ))}
      </Part>
      <Part name="Decided">
        {decisions.length === 0 ? <span className={styles.quiet}>nothing</span> : null}
        {decisions.map((decision) => (
          <Decision key={decision.seq} decision={decision} since={since(decision.at)} />
        ))}
      </Part>
      {later.length === 0 ? null : (
        <Part name="Not known yet">
          {later.slice(-6).map((row) => (
            <p key={row.seq} className={styles.line} dir="auto">
              {rowWords(row, names).title}
              <span className={styles.quiet}>
                , {since(row.at)}, written down at {since(row.recordedAt)}
              </span>
            </p>
          ))}
          {later.length > 6 ? <p className={styles.line}>and {counted(later.length - 6, 'more', 'more')} before them</p> : null}
        </Part>
      )}
    </dl>
  );
}

const CHANGES = 4;

/** The last changes before this moment that were told by then, and those that were told only later. */
function Changed({ known: { changes, laterChanges }, since }: { known: Known; since: (text: string) => string }) {
  const near = changes.filter(({ relation }) => relation.affected !== false).toSorted((a, b) => (a.from < b.from ? 1 : -1));
  const later = laterChanges.filter(({ relation, from, knownAt }) => relation.affected !== false && Date.parse(knownAt) - Date.parse(from) >= AT_ONCE_MS);
  if (near.length + later.length === 0) return null;
  return (
    <Part name="Changed">
      {near.slice(0, CHANGES).map(({ change, kind, title, from }) => (
        <p key={change} className={styles.line} dir="auto">
          {since(from)}, {CHANGE_KIND_WORD[kind]}: {plain(title, 160)}
        </p>
      ))}
      {near.length > CHANGES ? <p className={styles.line}>and {counted(near.length - CHANGES, 'earlier one', 'earlier ones')}</p> : null}
      {later.slice(0, CHANGES).map(({ change, title, from, knownAt }) => (
        <p key={change} className={styles.line} dir="auto">
          <span className={styles.quiet}>Not told yet: </span>
          {plain(title, 160)}
          <span className={styles.quiet}>
            , {since(from)}, told at {since(knownAt)}
          </span>
        </p>
      ))}
    </Part>
  );
}

const NUMBERS = 4;

/** Who decided what, and the numbers that stood on the screen then. */
function Decision({ decision, since }: { decision: Known['decisions'][number]; since: string }) {
  const { choice, reason, numbers, by, confirmed } = decision;
  const unitOf = (unit: string): Unit => {
    const known = Unit.safeParse(unit);
    return known.success ? known.data : 'none';
  };
  return (
    <div className={styles.line}>
      <p className={styles.line}>
        {since}, {plain(by.name, 60)}: <strong>{DECISION_WORD[choice]}</strong>. <span dir="auto">{plain(reason, 240)}</span>
      </p>
      {numbers.length === 0 ? null : (
        <p className={styles.line}>
          <span className={styles.quiet}>On screen: </span>
          {numbers.slice(0, NUMBERS).map(({ signal, name, value, unit }) => `${plain(name, 60)} ${formatValueText(value, null, unitOf(unit)) || signal}`).join(', ')}
          {numbers.length > NUMBERS ? `, ${counted(numbers.length - NUMBERS, 'more', 'more')}` : ''}
        </p>
      )}
      {confirmed ? null : <p className={styles.quiet}>The impact could not be confirmed then.</p>}
    </div>
  );
}
