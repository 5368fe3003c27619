import type { Proposal } from '../../../../shared/model/connect.ts';
import { assertNever, HoldfastError } from '../../../../shared/model/result.ts';
import { traitsOf, type SourceConfig } from '../../../../shared/model/sources/index.ts';
import type { DurationMs } from '../../../../shared/model/units.ts';
import { QueryRefused } from '../prometheus/failure.ts';
import { clip } from '../http/failure.ts';
import { SourceFailure, type PollOutcome, type Source } from '../source.ts';
import { discover, selectorOf, type FoundFamily } from './discover.ts';
import { makeSource, SECRET_ADVICE, SetupProblem, type ConnectDeps } from './setup.ts';
import { probeSignal } from './signals.ts';

/** As many as one call of the API takes. */
const MAX_PROPOSALS = 500;
const ERROR_RATE_LIMIT = 0.05;
const NEVER = new AbortController().signal;

/** Signals that the metrics found at a source suggest, each one tried. Throws `HoldfastError` with a plain sentence. */
export async function proposeSignals(setup: SourceConfig, deps: ConnectDeps): Promise<Proposal[]> {
  try {
    const source = await makeSource(setup, deps);
    try {
      if (source.metrics === undefined) throw new HoldfastError('invalid_input', `The metrics of ${traitsOf(setup).label} cannot be looked through; write its queries yourself.`);
      const families = await discover(source.metrics, deps.clock, NEVER);
      return await tried(source, proposalsFor(families, setup.name ?? setup.id));
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof SetupProblem) throw new HoldfastError('invalid_input', error.message, { advice: SECRET_ADVICE });
    if (error instanceof SourceFailure || error instanceof QueryRefused) throw new HoldfastError('unavailable', `The metrics could not be read: ${error.message}.`);
    throw error;
  }
}

/** One signal per service and purpose; where two families offer the same one, the earlier in the catalog gives it. */
export function proposalsFor(families: readonly FoundFamily[], wholeName: string): readonly Proposal[] {
  const found = new Map<string, Proposal>();
  const slugs = new Map<string, string>();
  for (const family of families) {
    for (const value of family.services?.values ?? [null]) {
      const serviceName = clip(value === null ? wholeName : readableName(value), 79);
      const service = slugFor(serviceName, slugs);
      const only = value === null ? null : `${family.services?.label ?? ''}=${JSON.stringify(value)}`;
      for (const draft of draftsFor(family, [family.known.only, only])) {
        const key = `${service}/${draft.kind}${draft.stat === null ? '' : `/${draft.stat}`}${family.known.shape === 'queue' ? `/${family.metric}` : ''}`.slice(0, 200);
        const everyMs = Math.max(1_000, family.everyMs);
        if (!found.has(key)) found.set(key, { key, service, serviceName, select: null, everyMs, because: family.metric, name: `${serviceName} ${draft.label}`, ...withoutName(draft) });
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.service < b.service ? -1 : a.service > b.service ? 1 : 0)).slice(0, MAX_PROPOSALS);
}

type Draft = Pick<Proposal, 'kind' | 'unit' | 'stat' | 'query' | 'above'> & { readonly label: string };
const withoutName = ({ kind, unit, stat, query, above }: Draft): Omit<Draft, 'label'> => ({ kind, unit, stat, query, above });

function draftsFor({ known, metric, counter, faults, everyMs }: FoundFamily, matchers: readonly (string | null | undefined)[]): readonly Draft[] {
  const range = rateWindow(everyMs);
  const selector = selectorOf(metric, matchers);
  switch (known.shape) {
    case 'histogram':
      return [...latencies(selector, range, known.unit), ...requests(counter ?? metric, matchers, faults, range)];
    case 'counter':
      return requests(metric, matchers, faults, range);
    case 'availability':
      return metric === 'up'
        ? [{ label: 'instances up', kind: 'availability', unit: 'ratio', stat: null, above: null, query: `avg(${selector})` }]
        : [{ label: 'reachable', kind: 'availability', unit: 'bool', stat: null, above: null, query: `min(${selector})` }];
    case 'duration':
      return [{ label: 'probe duration', kind: 'latency', unit: 's', stat: 'avg', above: 1, query: `avg(${selector})` }];
    case 'queue':
      return [{ label: metric.replaceAll('_', ' '), kind: 'saturation', unit: 'count', stat: null, above: null, query: `sum(${selector})` }];
    default:
      return assertNever(known.shape, 'shape of a metric family');
  }
}

const latencies = (selector: string, range: string, unit: 's' | 'ms'): readonly Draft[] =>
  ([['p50', '0.5'], ['p95', '0.95'], ['p99', '0.99']] as const).map(([stat, quantile]) => ({
    label: stat,
    kind: 'latency',
    unit,
    stat,
    above: stat === 'p95' ? (unit === 's' ? 1 : 1_000) : null,
    query: `histogram_quantile(${quantile}, sum by (le) (rate(${selector}[${range}])))`,
  }));

/** A share of failed requests is 0 where none has failed yet (there is no such series then), and nothing where there is no traffic. */
function requests(counter: string, matchers: readonly (string | null | undefined)[], faults: string | null, range: string): readonly Draft[] {
  const all = `sum(rate(${selectorOf(counter, matchers)}[${range}]))`;
  const traffic: Draft = { label: 'requests', kind: 'traffic', unit: 'perSecond', stat: null, above: null, query: all };
  if (faults === null) return [traffic];
  const failed = `sum(rate(${selectorOf(counter, [...matchers, faults])}[${range}]))`;
  return [{ label: 'errors', kind: 'errorRate', unit: 'ratio', stat: null, above: ERROR_RATE_LIMIT, query: `(${failed} or 0 * ${all}) / (${all} > 0)` }, traffic];
}

/** Four scrapes, so that one that is missed does not make a gap; at least a minute. */
function rateWindow(everyMs: DurationMs): string {
  const minutes = [1, 2, 5, 10, 20].find((wanted) => wanted * 60_000 >= everyMs * 4) ?? 60;
  return `${String(minutes)}m`;
}

/** What a person calls it: the host of an address, or the value as it is. */
function readableName(value: string): string {
  const host = /^https?:\/\//.test(value) && URL.canParse(value) ? new URL(value).host : '';
  return host === '' ? value : host;
}

/** A service id for the name: the same for the same name, different for different ones. */
function slugFor(name: string, taken: Map<string, string>): string {
  const base = name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 58) || 'service';
  for (let count = 1; ; count++) {
    const slug = count === 1 ? base : `${base}-${String(count)}`;
    const owner = taken.get(slug);
    if (owner === undefined || owner === name) {
      taken.set(slug, name);
      return slug;
    }
  }
}

/** Leaves out what the source refuses and puts the latency limit where it fits the present values. */
async function tried(source: Source, proposals: readonly Proposal[]): Promise<Proposal[]> {
  const signals = proposals.map(({ query, select }, index) => probeSignal(`p${String(index)}`, query, select));
  const outcomes = new Map<string, PollOutcome>();
  for (const group of source.plan(signals)) for (const outcome of (await source.poll(group, NEVER)).outcomes) outcomes.set(outcome.signal, outcome);
  return proposals.flatMap((proposal, index) => {
    const outcome = outcomes.get(`p${String(index)}`);
    if (!outcome?.ok) return [];
    const { value } = outcome.reading;
    const adapts = proposal.kind === 'latency' && proposal.above !== null && value !== null && value > 0;
    return [adapts ? { ...proposal, above: roundUp(value * 2) } : proposal];
  });
}

/** The next number with one digit that people choose: 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= value * 0.999_999) ?? 10;
  return Number((step * power).toPrecision(2));
}
