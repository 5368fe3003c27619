import type { Signal } from '../../shared/model/entities.ts';
import { clockShort, clockText } from '../../shared/text/state-words.ts';
import { Age } from '../ui/kit/Age.tsx';
import { useLive, useSources } from '../lib/live-store.ts';
import { oldestTime, shownNumber } from '../lib/shown-number.ts';
import { useEngineSilent } from '../lib/use-shown-numbers.ts';
import styles from './tile-end.module.css';

export interface TileEndProps {
  /** Of the service. */
  readonly name: string;
  readonly pair: readonly Signal[];
  readonly pinned: boolean;
  readonly onPin: () => void;
}

/** What stands at the end of a tile's last line: its pin, and how old its numbers are. */
export function TileEnd({ name, pair, pinned, onPin }: TileEndProps) {
  return (
    <span className={styles.end}>
      <button type="button" className={styles.pin} aria-pressed={pinned} onClick={onPin} aria-label={pinned ? `Unpin ${name}` : `Pin ${name} to every page`}>
        {pinned ? 'pinned' : 'pin'}
      </button>
      <TileAge pair={pair} />
    </span>
  );
}

/** The age of the older of the current numbers shown: an age must never flatter. A source whose clock is off gets no age, but is said. */
function TileAge({ pair }: { pair: readonly Signal[] }) {
  const sources = useSources();
  const silent = useEngineSilent();
  const oldest = useLive((live) => oldestTime(pair.map((signal) => shownNumber(live.signals.get(signal.id) ?? signal, live.lastKnown.get(signal.id), silent))));
  const skewed = pair.map((signal) => sources.find((source) => source.id === signal.source)).find((source) => clockShort(source) !== null);
  if (skewed) return <span className={styles.clock} title={clockText(skewed) ?? ''}>{clockShort(skewed)}</span>;
  if (oldest === null) return null;
  return (
    <span className={styles.age}>
      <Age since={oldest} suffix="old" />
    </span>
  );
}
