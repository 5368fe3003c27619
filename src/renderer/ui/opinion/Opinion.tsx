import type { SecondOpinion, Signal } from '../../../shared/model/entities.ts';
import type { SignalId } from '../../../shared/model/ids.ts';
import { conversion } from '../../../shared/model/unit-conversion.ts';
import { epochMs, fromRfc3339 } from '../../../shared/model/units.ts';
import { formatValueText } from '../../../shared/text/format.ts';
import { bothSaid, opinionNames, opinionText } from '../../../shared/text/opinion-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { signalLabel } from '../../../shared/text/state-words.ts';
import { useEngineNow, useSignal, useSources } from '../../lib/live-store.ts';
import { useEngineSilent } from '../../lib/use-shown-numbers.ts';
import { Age } from '../kit/Age.tsx';
import { StateMark } from '../kit/StateMark.tsx';
import styles from './opinion.module.css';

interface Opinion {
  readonly signal: Signal;
  readonly other: Signal | undefined;
  readonly opinion: SecondOpinion;
  readonly names: readonly [first: string, second: string];
}

/** A signal with its second opinion as it stands now; null where it has none, and while nothing on the screen is current. */
function useOpinion(id: SignalId): Opinion | null {
  const signal = useSignal(id);
  const opinion = signal?.secondOpinion;
  const other = useSignal(opinion?.signal ?? id);
  const sources = useSources();
  if (useEngineSilent() || signal === undefined || opinion === undefined) return null;
  return { signal, other, opinion, names: opinionNames(signal, other, sources) };
}

/** Under a chart with both lines: which is whose, how old each is, and how they stand to each other. */
export function OpinionLegend({ signal: id, named }: { signal: SignalId; named: boolean }) {
  const known = useOpinion(id);
  const now = useEngineNow() ?? epochMs(0);
  if (known === null) return null;
  const { signal, other, opinion, names } = known;
  const scale = other === undefined ? null : conversion(other.unit, signal.unit);
  const apart = opinion.state === 'disagree' || opinion.state === 'differ';
  return (
    <div className={styles.legend} data-opinion={opinion.state}>
      {named ? <span className={styles.subject}>{signalLabel(signal)}</span> : null}
      <Source line="solid" name={names[0]} signal={signal} scale={1} unit={signal.unit} />
      {other === undefined || scale === null ? null : <Source line="dashed" name={names[1]} signal={other} scale={scale} unit={signal.unit} />}
      <span className={styles.words} dir="auto">
        {opinion.state === 'disagree' ? <StateMark state="disagree" word={false} /> : null}
        {opinionText(opinion, names, signal.unit, now)}
        {apart ? `; rules judge ${plain(names[0], 40)} alone` : ''}
      </span>
    </div>
  );
}

function Source({ line, name, signal, scale, unit }: { line: 'solid' | 'dashed'; name: string; signal: Signal; scale: number; unit: Signal['unit'] }) {
  const { latest, freshness } = signal;
  const time = latest?.time == null ? null : fromRfc3339(latest.time);
  const current = freshness !== 'blind' && latest !== null && latest.value !== null;
  return (
    <span className={styles.source} dir="auto">
      <svg className={styles.key} viewBox="0 0 24 4" aria-hidden="true">
        <path d="M0 2h24" stroke="currentColor" strokeWidth="3" strokeDasharray={line === 'dashed' ? '6 4' : undefined} />
      </svg>
      {plain(name, 40)} {current ? formatValueText((latest.value ?? 0) * scale, null, unit) : freshness === 'blind' ? 'blind' : 'no value'}
      {time === null ? null : (
        <span className={styles.age}>
          , <Age since={time} suffix="old" />
        </span>
      )}
    </span>
  );
}

/** The flag of a signal on which two sources disagree, with both numbers; nothing where they do not. */
export function DisagreementFlag({ signal: id, named = false, short = false }: { signal: SignalId; named?: boolean; short?: boolean }) {
  const known = useOpinion(id);
  if (known?.opinion.state !== 'disagree') return null;
  const { signal, opinion, names } = known;
  const said = bothSaid({ first: names[0], second: names[1], value: opinion.value, other: opinion.other, unit: signal.unit });
  const text = named ? `Sources disagree on ${signalLabel(signal)}: ${said}` : said;
  return (
    <span className={styles.flag} data-disagrees={id} title={`Sources disagree on ${signalLabel(signal)}: ${said}`}>
      <StateMark state="disagree" word={short ? 'sources disagree' : text} />
    </span>
  );
}
