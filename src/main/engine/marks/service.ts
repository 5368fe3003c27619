import { durationMs } from '../../../shared/model/units.ts';
import type { Clock, Log, Random } from '../ports.ts';
import { backoffDelayMs } from '../sources/schedule.ts';
import { SourceFailure, type Mark, type Marker, type WrittenMark } from '../sources/source.ts';
import { sameMark, tagsOf, type Markable } from './rules.ts';

export interface MarksDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Whose marks are looked after: what is open, and what ended lately. */
  readonly marked: () => readonly Markable[];
  /** Sources that take marks, by what people call them. */
  readonly markers: () => readonly { readonly name: string; readonly marker: Marker }[];
  /** A sentence while marks are missing, null when none is. */
  readonly onProblem: (message: string | null) => void;
}

export interface Marks {
  /** Looks what is missing; to be called now and then. */
  tick(): void;
  close(): void;
}

/** What is known of one place where marks are written. */
interface Place {
  /** What stands there, once it has been looked for; null where nothing does. */
  readonly there: Map<string, WrittenMark | null>;
  failures: number;
  askAgainMs: number;
  missing: string | null;
  isBusy: boolean;
}

const LOOK_EVERY_MS = 2_000;
/** The pace that back-off grows from. */
const PACE_MS = durationMs(5_000);

/**
 * Keeps marks as they should be. There is no queue: what should stand there follows from the incidents and runs, what does
 * stand there is asked for by its tags, and the difference is written. So an answer that was lost, or a restart, makes no second mark.
 */
export function createMarks({ clock, random, log, marked, markers, onProblem }: MarksDeps): Marks {
  const places = new WeakMap<Marker, Place>();
  const abort = new AbortController();
  let lookedAtMs = -Infinity;

  const placeOf = (marker: Marker): Place => {
    const known = places.get(marker) ?? { there: new Map<string, WrittenMark | null>(), failures: 0, askAgainMs: -Infinity, missing: null, isBusy: false };
    places.set(marker, known);
    return known;
  };

  const isDue = (place: Place, { drills }: Marker, { id, isDrill, mayBegin, waits, mark }: Markable): boolean => {
    const wanted = mark();
    const there = place.there.get(id);
    if (isDrill && !drills && there == null) return false;
    if (wanted === null || (there === undefined && waits)) return false;
    if (there === null) return mayBegin;
    return there === undefined || !sameMark(there, wanted);
  };

  /** Writes one mark. What an answer that never came has done is not known, so it is looked for before it is written again. */
  const write = async (marker: Marker, place: Place, { id, mayBegin }: Markable, wanted: Mark): Promise<void> => {
    if ((place.there.get(id) ?? null) === null) place.there.set(id, oldest(await marker.find(tagsOf(id), abort.signal)));
    const there = place.there.get(id) ?? null;
    if (there === null && !mayBegin) return;
    if (there !== null && sameMark(there, wanted)) return;
    place.there.delete(id);
    const written = there === null ? await marker.create(wanted, abort.signal) : there.id;
    if (there !== null) await marker.change(there.id, wanted, abort.signal);
    place.there.set(id, { ...wanted, id: written });
  };

  const bringUpToDate = async (name: string, marker: Marker, place: Place, due: readonly Markable[]): Promise<void> => {
    let left = 0;
    let failure: SourceFailure | null = null;
    for (const each of due) {
      const wanted = each.mark();
      if (wanted === null) continue;
      // What is wrong with one mark must not keep the others away; a source that fails is not asked on.
      if (failure !== null && failure.code !== 'bad_answer') left += 1;
      else
        try {
          await write(marker, place, each, wanted);
        } catch (thrown) {
          if (abort.signal.aborted) return;
          if (!(thrown instanceof SourceFailure)) log.error('a mark could not be written', { source: name, error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) });
          failure = thrown instanceof SourceFailure ? thrown : new SourceFailure('bad_answer', 'its answer could not be read');
          left += 1;
        }
    }
    place.failures = failure === null ? 0 : place.failures + 1;
    place.askAgainMs = failure === null ? -Infinity : clock.monotonicMs() + backoffDelayMs(PACE_MS, place.failures, failure.retryAfterMs, random);
    place.missing = failure === null ? null : `${left === 1 ? 'An annotation is' : `${String(left)} annotations are`} not in ${name} yet: ${failure.message}. ${left === 1 ? 'It is' : 'They are'} written as soon as it takes ${left === 1 ? 'it' : 'them'}.`;
    tell();
  };

  const tell = (): void => onProblem(markers().map(({ marker }) => places.get(marker)?.missing ?? null).find((missing) => missing !== null) ?? null);

  return {
    tick: () => {
      const nowMs = clock.monotonicMs();
      const open = markers();
      if (nowMs - lookedAtMs < LOOK_EVERY_MS || open.length === 0) return;
      lookedAtMs = nowMs;
      const all = marked();
      for (const { name, marker } of open) {
        const place = placeOf(marker);
        if (place.isBusy || nowMs < place.askAgainMs) continue;
        const due = all.filter((each) => isDue(place, marker, each));
        if (due.length === 0) continue;
        place.isBusy = true;
        void bringUpToDate(name, marker, place, due).finally(() => (place.isBusy = false));
      }
    },
    close: () => abort.abort(),
  };
}

const oldest = (found: readonly WrittenMark[]): WrittenMark | null => found.toSorted((a, b) => a.id - b.id)[0] ?? null;
