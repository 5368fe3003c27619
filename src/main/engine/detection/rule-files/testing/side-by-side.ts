import type { RunningPrometheus } from '../../../sources/testing/processes.ts';
import type { RuleFileAlert } from '../service.ts';

/** What one alert went through: `pending@12.345`, in milliseconds since the epoch. */
export interface Passage {
  readonly state: 'pending' | 'firing' | 'resolved';
  readonly atMs: number;
}

/** Passages by rule and labels. */
export type Timeline = ReadonlyMap<string, readonly Passage[]>;

type Labels = Readonly<Record<string, string>>;
const nameOf = ({ alertname, ...labels }: Labels): string => `${alertname ?? ''} ${JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))}`;

/** Raw samples of the last two minutes, by series. */
export async function rawSamples({ url }: RunningPrometheus, selector: string): Promise<readonly { readonly labels: Labels; readonly samples: readonly (readonly [atMs: number, value: string])[] }[]> {
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query: `${selector}[2m]` }) });
  const { data } = (await response.json()) as { data: { result: { metric: Labels; values: [number, string][] }[] } };
  return data.result.map(({ metric, values }) => ({ labels: metric, samples: values.map(([seconds, value]) => [Math.round(seconds * 1_000), value]) }));
}

/**
 * What Prometheus itself recorded in `ALERTS`. `heartbeat` are the times of all evaluations of the group: an alert that has no
 * sample at one of them was gone there.
 */
export async function prometheusTimeline(prometheus: RunningPrometheus, set: string, heartbeat: readonly number[]): Promise<Timeline> {
  const states = new Map<string, Map<number, 'pending' | 'firing'>>();
  for (const { labels, samples } of await rawSamples(prometheus, `ALERTS{set="${set}"}`)) {
    const { alertstate, __name__: _metric, set: _set, ...rest } = labels;
    const known = states.get(nameOf(rest)) ?? new Map<number, 'pending' | 'firing'>();
    states.set(nameOf(rest), known);
    for (const [atMs] of samples) known.set(atMs, alertstate === 'firing' ? 'firing' : 'pending');
  }
  return new Map([...states].map(([name, known]) => [name, passagesOf(heartbeat, known)]));
}

function passagesOf(heartbeat: readonly number[], known: ReadonlyMap<number, 'pending' | 'firing'>): readonly Passage[] {
  const passages: Passage[] = [];
  let before: Passage['state'] = 'resolved';
  for (const atMs of heartbeat) {
    const state = known.get(atMs) ?? 'resolved';
    if (state !== before) passages.push({ state, atMs });
    before = state;
  }
  return passages;
}

/** The same from what Holdfast told. */
export function holdfastTimeline(changes: readonly RuleFileAlert[]): Timeline {
  const passages = new Map<string, Passage[]>();
  for (const change of changes) {
    const { set: _set, ...labels } = change.labels;
    const known = passages.get(nameOf(labels)) ?? [];
    passages.set(nameOf(labels), known);
    known.push({ state: change.state, atMs: change.resolvedAt ?? change.firedAt ?? change.activeAt });
  }
  return passages;
}

/** Where the two differ by more than `toleranceMs`, or in what happened at all; one line each. Empty: they agree. */
export function differences(theirs: Timeline, ours: Timeline, toleranceMs: number): readonly string[] {
  const names = [...new Set([...theirs.keys(), ...ours.keys()])].sort();
  return names.flatMap((name) => {
    const [real, mine] = [theirs.get(name) ?? [], ours.get(name) ?? []];
    const same = real.length === mine.length && real.every(({ state, atMs }, index) => state === mine[index]?.state && Math.abs(atMs - mine[index].atMs) <= toleranceMs);
    return same ? [] : [`${name}: Prometheus ${show(real)}; Holdfast ${show(mine)}`];
  });
}

const show = (passages: readonly Passage[]): string => (passages.length === 0 ? 'nothing' : passages.map(({ state, atMs }) => `${state}@${(atMs % 1_000_000) / 1_000}`).join(' '));
