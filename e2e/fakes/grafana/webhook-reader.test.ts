import { describe, expect, it } from 'vitest';
import { HookConfig } from '../../../src/shared/model/hook-config.ts';
import type { IncidentId, ServiceId } from '../../../src/shared/model/ids.ts';
import { createReceiving } from '../../../src/main/engine/alerts/receiving.ts';
import { createWatchdogs } from '../../../src/main/engine/alerts/watchdogs.ts';
import { createChangeKinds } from '../../../src/main/engine/changes/hook-kinds.ts';
import { startDetecting } from '../../../src/main/engine/detection/testing/detecting.ts';
import { createHookQueue } from '../../../src/main/engine/hooks/queue.ts';
import { ALERT_KINDS } from '../../../src/main/engine/hooks/registry.ts';
import { createHooks } from '../../../src/main/engine/hooks/service.ts';
import { createManualClock, silentLog } from '../../../src/main/engine/testing/manual-clock.ts';
import { grafanaSignature, grafanaWebhook, type GrafanaWebhookAlert } from './webhook.ts';

const KEY = 'the-key-of-the-contact-point';
const INCIDENT = 'INC-2026-0001' as IncidentId;
const MINUTE = 60_000;

/** The webhook of a Grafana from the signature to the alerts that are kept. */
function start(config: object = {}) {
  const clock = createManualClock();
  const detecting = startDetecting(clock, { incident: INCIDENT });
  const receiving = createReceiving({ clock, alerts: detecting.alerts, watchdogs: createWatchdogs({ clock, configured: () => [] }), blind: () => new Set(), onProblem: () => {}, note: () => {} });
  const queue = createHookQueue({ clock, log: silentLog, take: (alerts) => receiving.take(alerts), onProblem: () => {} });
  let problem: string | null = null;
  const services = () => [{ id: 'checkout' as ServiceId, name: 'Checkout API' }];
  const hooks = createHooks({
    clock, log: silentLog, queue, services,
    kinds: { ...ALERT_KINDS, ...createChangeKinds({ changes: { take: () => [] }, services, log: silentLog }) },
    configured: () => [HookConfig.parse({ id: 'grafana', kind: 'grafana', secret: KEY, ...config })],
    resolveSecrets: (text) => Promise.resolve(text),
    onProblem: (_, message) => void (problem = message),
  });
  /** As Grafana sends it: signed, with a time. */
  const send = async (body: string): Promise<number | string> => {
    const headers = Object.fromEntries(Object.entries(grafanaSignature(body, KEY, clock.nowMs())).map(([name, value]) => [name.toLowerCase(), value]));
    const answer = await hooks.receive({ hook: 'grafana', headers, raw: Buffer.from(body) }, () => null);
    await clock.advance(200);
    return answer.ok ? answer.value.taken : answer.error.message;
  };
  /** So many minutes from now. */
  const at = (minutes: number): string => new Date(clock.nowMs() + minutes * MINUTE).toISOString();
  return { ...detecting, clock, send, at, problem: () => problem, active: () => detecting.alerts.active(), ended: () => detecting.taken.filter(({ what }) => what === 'ended').map(({ alert }) => alert) };
}

const LABELS = { alertname: 'Latency', grafana_folder: 'Checkout', severity: 'critical', service: 'Checkout API', __alert_rule_uid__: 'r1' };
const firing = (at: string, changed: Partial<GrafanaWebhookAlert> = {}): GrafanaWebhookAlert => ({ status: 'firing', labels: LABELS, annotations: { summary: 'p95 is above 800 ms', runbook_url: 'https://runbooks.test/latency' }, startsAt: at, values: { B: 0.91, C: 1 }, dashboardUid: 'abc', panelId: 3, ...changed });

describe('the webhook of Grafana', () => {
  it('brings each alert of a whole message, with all that Grafana says of it', async () => {
    const { send, at, active, problem } = start();
    const begun = at(-3);
    const body = grafanaWebhook([firing(begun), firing(at(-1), { labels: { alertname: 'Queue', severity: 'warning' }, annotations: {}, values: {} })]);
    expect(await send(body)).toBe(2);
    expect(active()).toMatchObject([
      { rule: 'grafana:Latency', name: 'p95 is above 800 ms', severity: 'P1', service: 'checkout', state: 'firing', startsAt: begun, labels: LABELS, url: 'https://grafana.acme.test/alerting/grafana/r1/view?orgId=1' },
      { rule: 'grafana:Queue', name: 'Queue', severity: 'P2', service: null },
    ]);
    expect(active()[0]?.annotations).toMatchObject({ runbook_url: 'https://runbooks.test/latency' });
    expect(problem()).toBeNull();
  });

  it.each<[string, (alert: Record<string, unknown>) => object, object]>([
    ['no values', (alert) => ({ ...alert, values: null, valueString: '' }), {}],
    ['values that are no numbers', (alert) => ({ ...alert, values: { B: 'NaN', C: null, D: [1] } }), {}],
    ['a time in another zone, to the nanosecond', (alert) => ({ ...alert, startsAt: '2026-01-15T12:59:00.123456789+01:00' }), { startsAt: '2026-01-15T11:59:00.123Z' }],
    ['no labels', (alert) => ({ ...alert, labels: {} }), { rule: 'grafana:alert', service: null, severity: 'P2' }],
    ['labels like properties of an object', (alert) => ({ ...alert, labels: { ...LABELS, constructor: 'x', toString: 'y' } }), { rule: 'grafana:Latency' }],
    ['no fingerprint', (alert) => ({ ...alert, fingerprint: '' }), { rule: 'grafana:Latency' }],
    ['a severity of its own', (alert) => ({ ...alert, labels: { ...LABELS, severity: 'Disaster' } }), { severity: 'P2' }],
    ['markup and signs that turn text around', (alert) => ({ ...alert, annotations: { summary: '<img src=x onerror=alert(1)>\u202Etxt' } }), { rule: 'grafana:Latency' }],
    ['a rule without data', (alert) => ({ ...alert, labels: { ...LABELS, alertname: 'DatasourceNoData', rulename: 'Latency' } }), { rule: 'grafana:Latency (no data)', name: 'Latency cannot be judged: no data' }],
    ['fields of a newer Grafana', (alert) => ({ ...alert, imageURL: 'https://grafana.test/i.png', embeddedImage: 'x', later: { deep: [1] } }), { rule: 'grafana:Latency' }],
  ])('takes an alert with %s', async (_what, change, expected) => {
    const { send, at, active } = start();
    const message = JSON.parse(grafanaWebhook([firing(at(-1))])) as { alerts: Record<string, unknown>[] };
    expect(await send(JSON.stringify({ ...message, alerts: message.alerts.map(change) }))).toBe(1);
    expect(active()).toMatchObject([{ state: 'firing', ...expected }]);
  });

  it.each<[string, (message: Record<string, unknown>) => object, string]>([
    ['the old alerting of Grafana 8', () => ({ title: '[Alerting] Latency', ruleId: 1, ruleName: 'Latency', state: 'alerting', evalMatches: [] }), 'expected'],
    ['a later version', (message) => ({ ...message, version: '2' }), 'version: expected "1", the version of Grafana\'s webhook that is understood here, found "2"'],
    ['another state of an alert', (message) => ({ ...message, alerts: [{ ...(message['alerts'] as object[])[0], status: 'alerting' }] }), 'alerts.0.status'],
    ['a time that is none', (message) => ({ ...message, alerts: [{ ...(message['alerts'] as object[])[0], startsAt: 'yesterday' }] }), 'expected a time such as'],
    ['labels that are no texts', (message) => ({ ...message, alerts: [{ ...(message['alerts'] as object[])[0], labels: { alertname: 7 } }] }), 'alerts.0.labels.alertname'],
    ['a count of what was left out that is none', (message) => ({ ...message, truncatedAlerts: 'many' }), 'truncatedAlerts'],
  ])('refuses %s in words, takes none of it, and says so here until it is understood again', async (_what, change, words) => {
    const { send, at, active, problem } = start();
    expect(await send(JSON.stringify(change(JSON.parse(grafanaWebhook([firing(at(-1))])) as Record<string, unknown>)))).toContain(words);
    expect(active()).toEqual([]);
    expect(problem()).toContain(words);
    expect(await send(grafanaWebhook([firing(at(-1))]))).toBe(1);
    expect(problem()).toBeNull();
  });

  it('ends the alert that it says is resolved, at the time that it says, and no other', async () => {
    const { send, at, active, ended } = start();
    const begun = at(-5);
    const other = firing(begun, { labels: { ...LABELS, alertname: 'Errors' } });
    await send(grafanaWebhook([firing(begun), other]));
    const over = at(-1);
    await send(grafanaWebhook([firing(begun, { status: 'resolved', endsAt: over }), other]));
    expect(active().map(({ rule }) => rule)).toEqual(['grafana:Errors']);
    expect(ended()).toMatchObject([{ rule: 'grafana:Latency', state: 'resolved', endsAt: over, incident: INCIDENT }]);
  });

  it('played back, is taken once, and told again after hours it is the same alert', async () => {
    const { send, at, active, clock, taken } = start();
    const body = grafanaWebhook([firing(at(-1))]);
    expect(await send(body)).toBe(1);
    expect(await send(body)).toBe(0);
    expect(active()).toHaveLength(1);
    await clock.advance(4 * 60 * MINUTE);
    expect(await send(body)).toBe(1);
    expect(active()).toHaveLength(1);
    expect(taken).toHaveLength(1);
  });

  it('out of order, counts the newest word: what is over stays over, and what fires anew is not ended by what was before', async () => {
    const { send, at, active, ended } = start();
    const [first, over, again] = [at(-9), at(-5), at(-2)];
    const resolved = firing(first, { status: 'resolved', endsAt: over });
    await send(grafanaWebhook([resolved]));
    expect(await send(grafanaWebhook([firing(first)]))).toBe(1);
    expect(active()).toEqual([]);
    await send(grafanaWebhook([firing(again)]));
    expect(active()).toMatchObject([{ startsAt: again }]);
    await send(grafanaWebhook([resolved, firing(at(0), { labels: { alertname: 'Other' } })]));
    expect(active().map(({ rule }) => rule)).toEqual(['grafana:Latency', 'grafana:Other']);
    expect(active()[0]).toMatchObject({ startsAt: again });
    expect(ended()).toEqual([]);
    // Control: an end of the present firing is one.
    await send(grafanaWebhook([firing(again, { status: 'resolved', endsAt: at(0) })]));
    expect(active().map(({ rule }) => rule)).toEqual(['grafana:Other']);
  });

  it('says how many alerts its contact point left out, until a message comes whole', async () => {
    const { send, at, active, problem } = start();
    expect(await send(grafanaWebhook([firing(at(-1))], { truncatedAlerts: 1_240 }))).toBe(1);
    expect(active()).toHaveLength(1);
    expect(problem()).toBe('The last message to the webhook "grafana" is not whole: 1,240 alerts were left out of it there. Take away the limit (Max Alerts), or group its alerts more finely.');
    await send(grafanaWebhook([firing(at(-1), { values: { B: 2 } })], { truncatedAlerts: 1 }));
    expect(problem()).toContain('one alert was left out');
    await send(grafanaWebhook([firing(at(-1), { values: { B: 3 } })]));
    expect(problem()).toBeNull();
  });
});
