import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { AlertmanagerSourceConfig } from '../../../../shared/model/sources/alertmanager.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import { SourceFailure, type Fed } from '../source.ts';
import type { HttpEndpoint } from '../http/endpoint.ts';
import { json, startFakeServer, type Answerer } from '../testing/fake-http.ts';
import { endpointAt } from '../testing/specs.ts';
import { readAlerts, readSilences, readStatus } from './answer.ts';
import { createAlertmanagerSource } from './source.ts';
import { realClock } from '../../testing/real-clock.ts';

const NEVER = new AbortController().signal;
const TOKEN = 'a-token-that-nobody-may-see';
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function poll(answer: Answerer, changes: Partial<HttpEndpoint> = {}): Promise<Fed> {
  const server = await startFakeServer(answer);
  const endpoint = endpointAt(server.url, { timeoutMs: durationMs(500), auth: { kind: 'bearer', token: TOKEN }, ...changes });
  const source = createAlertmanagerSource(AlertmanagerSourceConfig.parse({ id: 'am', type: 'alertmanager', url: server.url }), endpoint, { clock: realClock, services: () => [] });
  cleanups.push(() => source.close(), () => server.stop());
  const [feed] = source.feeds ?? [];
  if (feed === undefined) throw new Error('no feed');
  return feed.poll(NEVER);
}
const failureOf = async (...args: Parameters<typeof poll>): Promise<SourceFailure> => {
  const thrown = await poll(...args).then(() => null, (error: unknown) => error);
  expect(thrown).toBeInstanceOf(SourceFailure);
  return thrown as SourceFailure;
};

const ALERT = { labels: { alertname: 'A' }, annotations: {}, startsAt: '2026-01-15T12:00:00.000Z', updatedAt: '2026-01-15T12:00:00.000Z', endsAt: '2026-01-15T12:05:00.000Z', fingerprint: 'f', receivers: [], status: { state: 'active', silencedBy: [], inhibitedBy: [] } };

describe('an Alertmanager, or what stands in its place, that answers badly', () => {
  it('a status that is no success is told in one sentence, with what it says itself and no secret', async () => {
    const cases: [number, unknown, string, string][] = [
      [400, JSON.stringify('bad matcher format: x{'), 'bad_answer', 'it refuses the question (400: bad matcher format: x{)'],
      [401, 'Unauthorized', 'unauthorized', 'it asks for credentials, or those given are wrong (401)'],
      [403, '', 'forbidden', 'the credentials given may not read it (403)'],
      [404, { code: 404, message: 'path /api/v2/alerts was not found' }, 'other_service', 'there is no API version 2 at this address (404); check the path, and that it is Alertmanager 0.16 or newer'],
      [410, JSON.stringify('gone'), 'other_service', 'there is no API version 2 at this address (410), only what is left of version 1; write the address without /api/v1'],
      [500, JSON.stringify(`it broke on ${TOKEN}`), 'server_error', 'it answers with an error of its own (500: it broke on •••)'],
      [503, '<html>bad gateway</html>', 'server_error', 'it answers with an error of its own (503)'],
    ];
    for (const [status, body, code, message] of cases) expect(await failureOf((_, response) => json(response, body, status))).toMatchObject({ code, message });
    expect(await failureOf((_, response) => response.writeHead(429, { 'Retry-After': '7' }).end('slow'))).toMatchObject({ code: 'rate_limited', retryAfterMs: 7_000 });
    expect(await failureOf((_, response) => response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end())).toMatchObject({ code: 'redirected' });
  });

  it('a body that is something else is told as that', async () => {
    expect(await failureOf((_, response) => json(response, '<!doctype html><p>Log in</p>'))).toMatchObject({ code: 'other_service', message: 'what answers there is a web page, not an Alertmanager' });
    expect(await failureOf((_, response) => json(response, JSON.stringify([ALERT]).slice(0, -9)))).toMatchObject({ code: 'bad_answer', message: 'the answer is not whole JSON' });
    expect(await failureOf((_, response) => json(response, { status: 'success', data: [] }))).toMatchObject({ code: 'bad_answer', message: 'expected a list of alerts, and it answers something else' });
    expect(await failureOf((_, response) => json(response, [{ labels: 7 }]))).toMatchObject({ code: 'bad_answer' });
    const breakOff: Answerer = (_, response) => {
      response.writeHead(200, { 'Content-Length': '999' });
      response.write('[', () => response.destroy());
    };
    expect(await failureOf(breakOff)).toMatchObject({ code: 'bad_answer', message: 'the answer broke off before its end' });
    expect(await failureOf(() => {})).toMatchObject({ code: 'timeout' });
    const big = `[${Array.from({ length: 18_000 }, () => JSON.stringify({ ...ALERT, annotations: { d: 'x'.repeat(1_000) } })).join()}]`;
    expect(await failureOf((_, response) => json(response, big), { timeoutMs: durationMs(5_000) })).toMatchObject({ code: 'too_large' });
  });

  it('one alert among others that is not as it must be is left out and said, and then nothing is taken as over', async () => {
    const fed = await poll(({ path }, response) => json(response, path.includes('/silences') ? [] : [ALERT, { ...ALERT, labels: { alertname: 3 } }, { ...ALERT, startsAt: 'soon' }, null]));
    expect(fed.alerts).toMatchObject({ complete: false, active: [{ name: 'A' }] });
    expect(fed.warnings).toEqual(['3 alerts of it cannot be read, and are not shown.']);
    expect((await poll(({ path }, response) => json(response, path.includes('/silences') ? [{ id: 7 }] : [ALERT])))).toMatchObject({ alerts: { complete: true }, warnings: [expect.stringContaining('Its silences cannot be read: none of its silences can be read')] });
  });

  it('whatever comes, nothing but a SourceFailure is thrown', () => {
    const leaf = fc.oneof(fc.jsonValue(), fc.constantFrom('', '__proto__', '2026-01-15T12:00:00Z'));
    const thing = fc.record({ labels: fc.oneof(fc.dictionary(fc.constantFrom('alertname', '__proto__'), leaf), leaf), annotations: leaf, startsAt: leaf, updatedAt: leaf, status: fc.oneof(fc.record({ silencedBy: leaf, state: leaf }), leaf), matchers: leaf, id: leaf }, { requiredKeys: [] });
    for (const read of [readAlerts, readSilences, readStatus])
      fc.assert(
        fc.property(fc.oneof(fc.array(thing, { maxLength: 4 }), leaf), fc.nat(300), (value, cut) => {
          for (const text of [JSON.stringify(value), JSON.stringify(value).slice(0, cut)])
            try {
              read(text);
            } catch (error) {
              if (!(error instanceof SourceFailure)) throw error;
            }
        }),
        { numRuns: 1_000 },
      );
  });
});
