import { z } from 'zod';
import { IncidentDraft } from '../../src/shared/contract/incident-inputs.ts';
import { SEVERITIES } from '../../src/shared/model/severity.ts';
import type { By } from '../../src/main/engine/incidents/view.ts';
import { percentiles, round, type Percentiles } from '../lib/stats.ts';
import { serviceNames } from '../lib/workload.ts';
import { openRoom, pass, timed, type Took } from './room.ts';

export interface TickResult {
  readonly open: number;
  readonly disk: boolean;
  /** CPU of one second, over all of them. */
  readonly meanCpuMs: number;
  readonly wallMs: Percentiles;
  /** CPU to open one by hand, the freezing of its evidence included. */
  readonly openingCpuMs: number | null;
}

const SIGNALS = 500;
const EVERY_SECONDS = 5;
/** Samples from before an incident, for its evidence. */
const BEFORE_SECONDS = 900;
/** What an opening sets off is over: evidence is begun for so many series a second. */
const settledSeconds = (open: number): number => 5 + Math.ceil((open * SIGNALS_PER_SERVICE) / 50);
const SIGNALS_PER_SERVICE = 5;
const Draft = z.object(IncidentDraft);
const BY: By = { actor: { kind: 'person', id: 'ada', name: 'Ada' }, rights: ['view', 'publish', 'operate'], seesPrivate: true, mayOperate: true };

/** What a second costs while so many incidents are open, each of one of 100 services with five signals. A round of evidence is in it. */
export async function measureTick(open: number, file: string, seconds: number): Promise<TickResult> {
  const room = openRoom({ file, signals: SIGNALS, everySeconds: EVERY_SECONDS });
  try {
    await pass(room, BEFORE_SECONDS);
    const services = serviceNames(SIGNALS);
    const opening: Took[] = [];
    for (let index = 0; index < open; index += 1) {
      const draft = Draft.parse({ title: `Trouble ${index}`, severity: SEVERITIES[index % SEVERITIES.length], services: [services[index % services.length]] });
      opening.push(timed(() => room.core.incidents.open(draft, BY)));
    }
    await pass(room, settledSeconds(open));
    const ticks: Took[] = [];
    await pass(room, seconds, (took) => ticks.push(took));
    const mean = (all: readonly Took[]): number => round(all.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / all.length);
    return { open, disk: file !== ':memory:', meanCpuMs: mean(ticks), wallMs: percentiles(ticks.map(({ wallMs }) => wallMs), 2), openingCpuMs: open === 0 ? null : mean(opening) };
  } finally {
    await room.close();
  }
}
