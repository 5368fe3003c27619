import { contract, type CallName } from '../../../shared/contract/contract.ts';
import { IncidentsConfig } from '../../../shared/model/policy-config.ts';
import { Severity } from '../../../shared/model/severity.ts';
import { RIGHTS } from '../../../shared/model/rights.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { changesOf } from './change-answers.ts';
import { ago, alertsOf, allIncidents, closedIncidents, detailOf, HOUR, id, JON, MINUTE, MIRA, openIncidents } from './incident-scenes.ts';
import { silencePreview, silencesList } from './silence-answers.ts';
import { valueAt, type Scene } from './scenes.ts';
import { timelineOf } from './timeline-scenes.ts';

interface Asked {
  readonly scene: Scene;
  readonly born: EpochMs;
  readonly input: Readonly<Record<string, unknown>>;
}

const SEEN_BY_VIEWER = RIGHTS.slice(0, 1);
const PEOPLE = [MIRA, JON, { id: 'ada', name: 'Ada Nnamdi' }, { id: 'lee', name: 'Lee Castellanos' }].map(({ id, name }) => ({ id, name }));

function page<T>(items: readonly T[], { limit = 200, cursor }: { limit?: unknown; cursor?: unknown }): { items: readonly T[]; next: string | null } {
  const from = Number(cursor ?? 0);
  const to = from + Number(limit);
  return { items: items.slice(from, to), next: to < items.length ? String(to) : null };
}

function list({ scene, born, input }: Asked): unknown {
  const severity = Severity.safeParse(input['severity']);
  const text = typeof input['query'] === 'string' ? input['query'].toLowerCase() : '';
  const all = [...(input['show'] === 'closed' ? [] : openIncidents(scene, born)), ...(input['show'] === 'open' ? [] : closedIncidents(scene, born))];
  const found = all.filter((each) => (!severity.success || each.severity === severity.data) && (input['service'] === undefined || each.services.some((service) => service === input['service'])) && `${each.id} ${each.title}`.toLowerCase().includes(text));
  return page(found, input);
}

const find = ({ scene, born, input }: Asked) => allIncidents(scene, born).find((each) => each.id === (input['id'] ?? input['incident']));

function timeline(asked: Asked): unknown {
  const { input } = asked;
  const incident = find(asked);
  const rows = incident === undefined || incident.id === id(39) ? [] : timelineOf(incident);
  const shown = rows.filter((row) => (input['show'] === 'all' || row.key) && (input['type'] === undefined || row.type === input['type']) && (input['actor'] === undefined || row.actor.id === input['actor']));
  return page(input['order'] === 'asc' ? shown : shown.toReversed(), input);
}

function evidencePoints({ scene, born, input }: Asked): unknown {
  const [from, to] = [Date.parse(String(input['from'])), Date.parse(String(input['to']))];
  const onset = born - 26 * HOUR;
  const items = [];
  for (let at = from; at <= to; at += 15_000) {
    const inTrouble = at > onset && at < onset + 33 * MINUTE;
    const calm = valueAt('ok', String(input['signal']), at, to);
    const signal = String(input['signal']);
    const value = inTrouble ? (signal.endsWith('-errors') ? 0.93 + 0.06 * Math.sin(at / 40_000) : signal.endsWith('-traffic') ? calm * 0.1 : calm * 14) : calm;
    items.push({ time: toRfc3339(epochMs(at)), min: value, max: value, avg: value, count: 1 });
  }
  return scene === 'incidentsFailed' ? { items: [] } : { items };
}

const evidence = ({ born }: Asked) => ({
  items: ['p95', 'errors', 'traffic'].map((suffix) => ({ signal: `s1-${suffix}`, name: `Login ${suffix}`, unit: { p95: 's', errors: 'ratio', traffic: 'perSecond' }[suffix], kind: { p95: 'latency', errors: 'errorRate', traffic: 'traffic' }[suffix], query: `up{service="s1"}`, source: 'prom', from: ago(born, 27 * HOUR), to: ago(born, 24.7 * HOUR), samples: 552, complete: suffix !== 'traffic', note: suffix === 'traffic' ? 'Prometheus did not answer for 4 min' : null })),
});

const ANSWERS: Partial<Record<CallName, (asked: Asked) => unknown>> = {
  'session.get': ({ scene, born }) => ({ seat: { id: 'seat1', person: 'jon', personName: JON.name, name: 'Desk 4', kind: 'browser', rights: scene === 'incidentsViewer' ? SEEN_BY_VIEWER : RIGHTS, createdAt: ago(born, HOUR), lastSeenAt: ago(born, 0) }, person: { id: 'jon', name: JON.name, rights: RIGHTS, roles: [] }, needsPin: false }),
  'policy.get': () => ({ incidents: IncidentsConfig.parse({}), roster: [{ role: 'communicationsLead', person: 'lee', name: 'Lee Castellanos', contact: '+49 30 5550 114' }], people: PEOPLE, slos: [] }),
  'incidents.list': list,
  'incidents.timeline': timeline,
  'incidents.evidence': evidence,
  'incidents.evidencePoints': evidencePoints,
  'incidents.similar': ({ born, input }) => ({ items: input['id'] === id(42) || input['id'] === id(44) ? [{ incident: id(31), title: 'Checkout API: 99 % errors', severity: 'P0', resolvedAt: ago(born, 40 * 24 * HOUR), why: 'same rule on the same service', fixedBy: 'Rolled back the DNS zone to the version before and moved traffic to the secondary provider' }] : [] }),
  'changes.list': (asked) => changesOf(asked.input['incident'], epochMs(Date.parse(find(asked)?.impactStartedAt ?? toRfc3339(asked.born)))),
  'silences.list': ({ scene, born }) => (scene === 'incidentsMany' ? { items: [], sources: [] } : silencesList(born)),
  'silences.preview': () => silencePreview(),
  'alerts.list': (asked) => {
    const incident = allIncidents(asked.scene, asked.born).filter((each) => asked.input['incident'] === undefined || each.id === asked.input['incident']);
    const items = asked.input['state'] === 'resolved' ? [] : alertsOf(incident, asked.born);
    return { ...page(items, asked.input), counts: { firing: items.length, pending: 0, suppressed: 0 } };
  },
};

/** What the engine of a picture answers about incidents; null where it has nothing to say. */
export async function answerIncidents(scene: Scene, born: EpochMs, name: CallName, input: unknown): Promise<Result<unknown> | null> {
  const asked: Asked = { scene, born, input: input as Asked['input'] };
  if (scene === 'incidentsLoading' && name.startsWith('incidents.')) return new Promise(() => undefined);
  if (scene === 'incidentsFailed' && name.startsWith('incidents.')) return fail('unavailable', 'Holdfast cannot be reached from this screen.');
  if (name === 'incidents.edit' && asked.input['severity'] !== undefined) {
    const incident = find(asked);
    return fail('conflict', `${String(asked.input['id'])} was changed by Mira Okafor since you looked. Look at what changed, then try again.`, { version: 33, changes: incident === undefined ? [] : timelineOf(incident).slice(-2) });
  }
  if (name === 'incidents.get' || name === 'incidents.act' || name === 'incidents.edit') {
    const incident = find(asked);
    return incident === undefined ? fail('not_found', 'There is no such incident.') : ok(contract[name].output.parse(detailOf(scene, incident, born)));
  }
  const answer = ANSWERS[name];
  return answer === undefined ? null : ok(contract[name].output.parse(answer(asked)));
}
