import type { ResolvedConfig } from '../../../../config/resolved.ts';
import { parseConfig } from '../../../../config/load.ts';
import { createManualClock, silentLog } from '../../../testing/manual-clock.ts';
import type { Signal } from '../../../../../shared/model/entities.ts';
import type { PreflightWorld } from '../../preflight/world.ts';
import { createPlans, type PlansDeps } from '../service.ts';
import type { Plans } from '../plans.ts';

const HEAD = `version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
services: [{ id: shop, name: Shop, tier: 1 }, { id: search, name: Search }]
sources: [{ id: prom, type: prometheus, url: http://127.0.0.1:9090 }, { id: edge, type: probe }]
signals:
  - { id: fra, service: shop, kind: availability, source: edge, http: { url: "https://b.test/" } }
  - { id: fra-outside, service: shop, kind: availability, source: prom, query: up }
  - { id: fra-used, service: shop, kind: saturation, source: prom, query: used }
  - { id: lag, service: shop, kind: custom, unit: s, source: prom, query: lag }
channels: [{ id: team, type: slackWebhook, audience: internal, url: "\${env:SLACK}" }]
people: [{ id: ada, name: Ada, rights: [approve] }, { id: bo, name: Bo, rights: [approve] }]
programs: [{ id: kubectl, file: /usr/bin/kubectl }]
`;

const PROVIDERS = ['bind', 'second'].map((id, index) => `{ id: ${id}, type: rfc2136, zone: acme.test, server: 192.0.2.5${index}, key: { name: k, secret: "\${env:TSIG}" } }`).join(', ');

/** A workspace with these plans, written as people write them; throws where one is refused. */
export function configWith(plans: string, providers = PROVIDERS): ResolvedConfig {
  const { config, issues } = parseConfig(`${HEAD}dnsProviders: [${providers}]\n${plans}`, { file: 'holdfast.yaml' });
  if (config === null) throw new Error(issues.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return config;
}

export const CALM: PreflightWorld = { signal: () => null, fromSeats: () => [], controlsFail: () => false, placeOf: (source) => source, lever: () => null, holding: () => null, coolDownUntil: () => null, proof: () => null, changes: () => [] };

export const seeing = (signals: readonly Signal[], world: Partial<PreflightWorld> = {}): PreflightWorld => ({ ...CALM, signal: (id) => signals.find((each) => each.id === id) ?? null, ...world });

/** Plans that find nothing out there but what a test says. */
export function plansWith(config: string, { providers, ...deps }: Pick<PlansDeps, 'open'> & Partial<PlansDeps> & { readonly providers?: string }): { readonly plans: Plans; readonly clock: ReturnType<typeof createManualClock> } {
  const clock = createManualClock();
  const plans = createPlans({
    clock,
    log: silentLog,
    resolveSecrets: (text) => Promise.resolve(text),
    prove: () => Promise.resolve({ ok: true, certain: true, says: 'the key may change it', tooBroad: null }),
    delegation: () => Promise.resolve({ findings: [], shares: new Map() }),
    version: () => Promise.resolve({ now: null, says: 'no answer' }),
    world: CALM,
    onChange: () => {},
    ...deps,
  });
  plans.apply(configWith(config, providers));
  return { plans, clock };
}
