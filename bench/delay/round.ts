import type { DemoFaultId } from '../../src/shared/model/entities.ts';
import type { Alert } from '../../src/shared/model/incident.ts';
import { sleep } from '../lib/folder.ts';
import type { Demo } from './demo.ts';
import { satisfyingScrape } from './scrapes.ts';
import type { LiveStream } from './stream.ts';
import type { OpenWall, Watching } from './wall.ts';

/** One fault from its start to the wall, in milliseconds from the request that started it. */
export interface Round {
  readonly fault: DemoFaultId;
  /** The rule that fired first. */
  readonly rule: string;
  /** Sample times: the first beyond the limit, and the one that satisfied the rule. */
  readonly firstSampleMs: number;
  readonly lastSampleMs: number;
  /** The same as Prometheus itself has it, whoever asks; null for a probe, whose samples are Holdfast's own. */
  readonly lastScrapeMs: number | null;
  /** When the events came. */
  readonly alertMs: number;
  readonly incidentMs: number;
  /** When the incident was in the page, and painted. */
  readonly inPageMs: number;
  readonly paintedMs: number;
  /** When a page that shows nothing but the incident's number had been painted. */
  readonly bareMs: number;
  /** From the sample that satisfied the rule to the painted incident. */
  readonly beyondMs: number;
}

export interface RoundParts {
  readonly demo: Demo;
  readonly stream: LiveStream;
  readonly wall: OpenWall;
  readonly bare: Watching;
}

const FIRES_WITHIN_MS = 60_000;
const SHOWN_WITHIN_MS = 15_000;
/** Rounds begin anywhere between two samples. */
const INTERVAL_MS = 1_000;

const ms = (instant: string | null): number => Date.parse(instant ?? '');

export async function measureRound(fault: DemoFaultId, { demo, stream, wall, bare }: RoundParts): Promise<Round> {
  await demo.calm();
  await wall.empty();
  await sleep(Math.random() * INTERVAL_MS);
  const startedAt = Date.now();
  await demo.setFault(fault, true);
  try {
    const { data: alert, atMs: alertAt } = await stream.next('alert', ({ state, incident }: Alert) => state === 'firing' && incident !== null, startedAt, FIRES_WITHIN_MS);
    const id = alert.incident;
    if (id === null) throw new Error('an alert without an incident');
    const { atMs: incidentAt } = await stream.next('incident', (incident) => incident.id === id, startedAt, SHOWN_WITHIN_MS);
    const [{ inPageMs, paintedMs }, { paintedMs: bareMs }] = await Promise.all([wall.painted(id, SHOWN_WITHIN_MS), bare.painted(id, SHOWN_WITHIN_MS)]);
    const limited = demo.limited(alert.rule);
    const lastScrape = demo.prometheusUrl === null || limited === null ? null : await satisfyingScrape(demo.prometheusUrl, limited, startedAt);
    const since = (at: number): number => at - startedAt;
    return {
      fault,
      rule: alert.rule,
      firstSampleMs: since(ms(alert.startsAt)),
      lastSampleMs: since(ms(alert.firedAt)),
      lastScrapeMs: lastScrape === null ? null : since(lastScrape),
      alertMs: since(alertAt),
      incidentMs: since(incidentAt),
      inPageMs: since(inPageMs),
      paintedMs: since(paintedMs),
      bareMs: since(bareMs),
      beyondMs: paintedMs - ms(alert.firedAt),
    };
  } finally {
    await demo.setFault(fault, false);
  }
}
