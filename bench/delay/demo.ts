import { parse, stringify } from 'yaml';
import type { DemoFaultId, Signal } from '../../src/shared/model/entities.ts';
import type { Alert, Incident } from '../../src/shared/model/incident.ts';
import { sleep } from '../lib/folder.ts';
import type { RunningHoldfast } from '../lib/holdfast.ts';

/** A signal's question and the limit that a rule holds it to. */
export interface LimitedSignal {
  readonly query: string;
  readonly above: number | null;
  readonly below: number | null;
  readonly consecutive: number;
}

/** What of the demo's holdfast.yaml is read here; the demo writes it in this form. */
interface DemoConfig {
  readonly sources: readonly { readonly type: string; readonly url?: string }[];
  readonly signals: readonly { readonly id: string; readonly query?: string }[];
  readonly rules: readonly { readonly id: string; readonly signal?: string; readonly when?: { readonly above?: number; readonly below?: number; readonly consecutive?: number } }[];
}

export interface Demo {
  /** Null where no Prometheus is installed. */
  readonly prometheusUrl: string | null;
  /** Null for a rule that no query answers, or whose condition is no limit. */
  limited(rule: string): LimitedSignal | null;
  setFault(id: DemoFaultId, active: boolean): Promise<void>;
  /** Everything is seen, nothing is breached, no alert is left and every incident is resolved. */
  calm(): Promise<void>;
}

const LOOK_EVERY_MS = 250;
const PATIENCE_MS = 180_000;

/**
 * The demo of a running server. What fires within half an hour of the same is only proposed, or joins what is open: for a bench whose
 * rounds must not know of each other that time is set to nothing.
 */
export async function driveDemo(server: RunningHoldfast): Promise<Demo> {
  const send = async (method: string, path: string, body: unknown): Promise<void> => {
    const response = await fetch(`${server.url}api/v1${path}`, { method, headers: { ...server.headers, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  };
  const { text, revision } = await server.api<{ text: string; revision: string }>('/config');
  const config = parse(text) as DemoConfig;
  await send('PUT', '/config', { text: stringify({ ...config, incidents: { groupWithin: '0s' } }), revision });

  const isCalm = async (): Promise<boolean> => {
    const [signals, alerts, incidents, policy] = await Promise.all([
      server.api<{ items: Signal[] }>('/signals'), server.api<{ items: Alert[] }>('/alerts'),
      server.api<{ items: Incident[] }>('/incidents?show=open'), server.api<{ incidents: { groupWithin: string } }>('/policy'),
    ]);
    if (policy.incidents.groupWithin !== '0s' || alerts.items.length > 0) return false;
    if (signals.items.some(({ freshness, breach }) => freshness !== 'live' || breach.count > 0)) return false;
    for (const { id } of incidents.items) await send('POST', `/incidents/${id}/events`, { action: { type: 'resolve', how: 'The fault of the bench was stopped.' } });
    return incidents.items.length === 0;
  };

  return {
    prometheusUrl: config.sources.find(({ type }) => type === 'prometheus')?.url ?? null,
    limited: (id) => {
      const rule = config.rules.find((each) => each.id === id);
      const query = config.signals.find((signal) => signal.id === rule?.signal)?.query;
      return rule?.when === undefined || query === undefined ? null : { query, above: rule.when.above ?? null, below: rule.when.below ?? null, consecutive: rule.when.consecutive ?? 1 };
    },
    setFault: (id, active) => send('PUT', `/demo/faults/${id}`, { active }),
    calm: async () => {
      const startedAt = performance.now();
      while (!(await isCalm())) {
        if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`the demo did not come to rest within ${PATIENCE_MS / 1_000} s`);
        await sleep(LOOK_EVERY_MS);
      }
    },
  };
}
