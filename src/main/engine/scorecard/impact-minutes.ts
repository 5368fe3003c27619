import type { MetricDefinition } from '../../../shared/model/scorecard.ts';
import { LEFT_OUT_OF_ALL } from './definition.ts';
import { countingStart } from './incident-count.ts';
import type { Instants } from './instants.ts';
import { spentBetween, type Spent } from './span.ts';

/**
 * For how long customers felt an incident: from the start of its impact (else its detection, else its declaration: `countingStart`) to
 * the end of its impact, else its resolution. Null where no end is known, as of one that still runs: it counts up to the present.
 * An end before the start is invalid. Unit: ms. Source: `impactEndedAt` (found in the data or told), `resolvedAt`.
 */
export const impactTime = (instants: Instants, running: boolean): Spent => spentBetween(countingStart(instants)?.at ?? null, instants.impactEndedAt ?? (running ? null : instants.resolvedAt));

/**
 * Adds up time that spans cover, each moment once: the measure of their union inside [from, to). Spans come in the order of their
 * starts; one `Coverage` for each group (all, a severity, a service). Unit: ms.
 */
export class Coverage {
  ms = 0;
  /** Up to where everything is counted. */
  #until: number;
  readonly #to: number;

  constructor(from: number, to: number) {
    this.#until = from;
    this.#to = to;
  }

  add(from: number, to: number): void {
    const end = to < this.#to ? to : this.#to;
    const start = from > this.#until ? from : this.#until;
    if (end > start) this.ms += end - start;
    if (end > this.#until) this.#until = end;
  }
}

export const IMPACT_MINUTES: MetricDefinition = {
  name: 'Minutes of impact',
  formula: 'Minutes of the period in which at least one incident had an effect: from the start of its impact (else its detection) to its end (else its resolution, the present while it runs), cut at the bounds of the period. Incidents at the same time count once; of a service or a severity, likewise.',
  unit: 'min',
  leftOut: ['Incidents that are over and whose end is not recorded or comes before their start.', ...LEFT_OUT_OF_ALL],
  source: 'Impact started and ended: found in the data, or told by a person.',
};
