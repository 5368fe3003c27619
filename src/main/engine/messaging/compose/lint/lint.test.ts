import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from '../../../../config/redactor.ts';
import { takesKind } from '../../../../../shared/model/channels/index.ts';
import { AUDIENCES } from '../../../../../shared/model/policy-config.ts';
import { CHANNEL_TYPES, UPDATE_KINDS, type UpdateKind } from '../../../../../shared/model/update.ts';
import { BERLIN, INCIDENT_OF_UPDATES, isTheEnd, NOW, sensibleFacts, SHIPPED } from '../../testing/updates.ts';
import { composeUpdate } from '../compose.ts';
import { renderUpdate } from '../render/index.ts';
import { lintUpdate, type Linted } from './index.ts';

const TARGETS = { statuspage: { components: [{ id: 'kc1', service: 'checkout' }] }, betterstack: { resources: [{ id: '17', service: 'checkout' }] } };
const GOOD = 'We are looking into it.\nNext update: 3:00 PM UTC';

function linted(changes: Partial<Linted> = {}): Linted {
  const kind = changes.kind ?? 'investigating';
  return {
    text: { title: 'API Incident', body: GOOD }, links: [], kind, audience: 'public', readers: changes.audience ?? 'public', channel: null, facts: sensibleFacts(kind), limits: [], isReviewed: true,
    incident: { isOpen: true, isFiring: true, isDrill: false, private: false },
    known: { ids: ['checkout', 'checkout-api', 'prod_prometheus'], hosts: ['prometheus.shop.example', 'metrics'], people: ['Ada Lovelace'] },
    mask: (text) => text, now: NOW, ...changes,
  };
}
const says = (body: string, changes: Partial<Linted> = {}) => lintUpdate(linted({ text: { title: 'API Incident', body: `${body}\n${GOOD}` }, ...changes }));
const codes = (body: string, changes: Partial<Linted> = {}): string[] => says(body, changes).map(({ level, code }) => `${level} ${code}`);

describe('every shipped template', () => {
  it('with what is usually known has nothing that stops it and nothing to advise, on any channel', () => {
    for (const kind of UPDATE_KINDS) for (const audience of AUDIENCES) for (const channel of CHANNEL_TYPES.filter((type) => takesKind(type, kind))) {
      const facts = sensibleFacts(kind);
      const text = composeUpdate({ kind, audience, channel, facts, incident: INCIDENT_OF_UPDATES, templates: SHIPPED, times: BERLIN });
      const { limits } = renderUpdate(channel, { text, kind, audience, severity: 'P1', incident: 'INC-2026-0042', facts, links: [], now: NOW }, TARGETS);
      const over = isTheEnd(kind);
      expect(lintUpdate(linted({ kind, audience, channel, facts, text, limits, incident: { isOpen: !over, isFiring: false, isDrill: false, private: false } })), `${kind} ${audience} ${channel}\n${text.body}`).toEqual([]);
    }
  });
  it('with a suspicion tells it as one', () => {
    for (const kind of UPDATE_KINDS) for (const audience of AUDIENCES) {
      const facts = sensibleFacts(kind, { cause: { text: 'The provider throttles us', confirmed: false } });
      const text = composeUpdate({ kind, audience, channel: null, facts, incident: INCIDENT_OF_UPDATES, templates: SHIPPED, times: BERLIN });
      expect(lintUpdate(linted({ kind, audience, facts, text, incident: { isOpen: !isTheEnd(kind), isFiring: false, isDrill: false, private: false } })), text.body).toEqual([]);
    }
  });
  it('without facts is held back by their names', () => {
    for (const kind of UPDATE_KINDS) {
      const facts = sensibleFacts(kind, { services: [] });
      const text = composeUpdate({ kind, audience: 'public', channel: null, facts, incident: INCIDENT_OF_UPDATES, templates: SHIPPED, times: BERLIN });
      expect(lintUpdate(linted({ kind, facts, text, incident: { isOpen: !isTheEnd(kind), isFiring: false, isDrill: false, private: false } })), kind).toContainEqual(expect.objectContaining({ level: 'stop', code: 'unresolved', found: '{{services}}', overridable: false, says: expect.stringContaining('what is affected') as string }));
    }
  });
});

describe('what stops a message', () => {
  it('is a variable that nothing is known for, at its place; braces that are no fact may be explained', () => {
    const [finding] = says('Since {{since}}.');
    expect(finding).toMatchObject({ code: 'unresolved', at: { field: 'body', start: 6, end: 15 }, overridable: false });
    expect(says('Mails began with {{first_name}}.')[0]).toMatchObject({ code: 'unresolved', overridable: true });
  });
  it.each([
    'token xoxb-1234567890-abcdefghij', 'https://hooks.slack.com/services/T0/B0/abcdefgh12', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'AKIAIOSFODNN7EXAMPLE', 'glsa_abcdefghijklmnopqrst_12345678',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijkl', '-----BEGIN RSA PRIVATE KEY-----', 'postgres://shop:hunter2@db/shop', 'Authorization: Bearer abcdefghijklmnop1234', 'password=hunter2!', 'api_key: 9f8a7b6c5d4e3f2a', 'https://x.test/?api-version=1&sig=AbCdEfGhIjKlMnOpQrSt',
  ])('is a secret: %j, and it is not repeated', (secret) => {
    const found = says(`See ${secret} there.`).filter(({ code }) => code === 'secret');
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatchObject({ level: 'stop', at: { field: 'body' } });
    const hidden = secret.slice(-8);
    expect(JSON.stringify(found)).not.toContain(hidden);
  });
  it.each(['Key: customers cannot pay', 'The token: nobody can log in', 'Secret Santa is open', 'Our key markets = Europe', 'Authentication: sign-in by password fails', 'password resets do not arrive'])('is not made of words: %j', (text) => expect(codes(text)).toEqual([]));
  it('is a value that this workspace keeps secret, also encoded', () => {
    const redactor = new Redactor();
    redactor.add('correct horse battery');
    const mask = (text: string): string => redactor.mask(text);
    for (const text of ['correct horse battery', Buffer.from('correct horse battery').toString('base64')]) {
      const [finding] = says(`a ${text} b`, { mask });
      expect(finding).toMatchObject({ code: 'secret', overridable: false, at: { field: 'body', start: 2 } });
      expect(JSON.stringify(finding)).not.toContain(text);
    }
  });
  it('is text of the team where others read, which nobody can override', () => {
    for (const [audience, readers] of [['internal', 'public'], ['internal', 'executive'], ['executive', 'public']] as const) expect(says('x', { audience, readers }).filter(({ code }) => code === 'wrongAudience')).toMatchObject([{ level: 'stop', overridable: false }]);
    expect(codes('x', { audience: 'public', readers: 'internal' })).toEqual([]);
    expect(codes('[Internal] the database fails')).toEqual(['stop wrongAudience']);
    expect(codes('Confidential: the database fails')).toEqual(['stop wrongAudience']);
    expect(codes('[Internal] the database fails', { audience: 'internal' })).toEqual([]);
    expect(codes('x', { incident: { isOpen: true, isFiring: false, isDrill: true, private: true } })).toEqual(['stop wrongAudience', 'stop wrongAudience']);
  });
  it('is a state that the incident is not in', () => {
    const of = (kind: UpdateKind, isOpen: boolean, isFiring: boolean): string[] => codes('x', { kind, incident: { isOpen, isFiring, isDrill: false, private: false } });
    expect(of('resolved', true, true)).toEqual(['stop contradiction']);
    expect(says('x', { kind: 'resolved' })[0]).toMatchObject({ says: expect.stringContaining('still fires') as string, overridable: true });
    expect(of('resolved', true, false)).toEqual(['stop contradiction']);
    expect(of('resolved', false, false)).toEqual([]);
    expect(of('investigating', false, false)).toEqual(['stop contradiction']);
    expect(of('maintenance', false, false)).toEqual([]);
    expect(codes('x', { facts: sensibleFacts('resolved', { since: '2026-11-26T14:28:00Z' }), kind: 'resolved', incident: { isOpen: false, isFiring: false, isDrill: false, private: false } })).toEqual(['stop contradiction']);
  });
  it('is a time that is past', () => {
    const facts = (changes: Record<string, unknown>) => ({ facts: sensibleFacts('investigating', changes) });
    expect(codes('x', facts({ nextUpdateAt: '2026-11-26T14:30:00Z' }))).toEqual(['stop pastTime']);
    expect(codes('x', facts({ expectedEnd: { as: 'minutes', from: 10, to: 20, saidAt: '2026-11-26T14:00:00Z' } }))).toEqual(['stop pastTime']);
    expect(codes('x', facts({ expectedEnd: { as: 'minutes', from: 10, to: 31, saidAt: '2026-11-26T14:00:00Z' } }))).toEqual([]);
    expect(codes('x', { kind: 'maintenance', facts: sensibleFacts('maintenance', { window: { from: '2026-11-26T10:00:00Z', to: '2026-11-26T11:00:00Z' } }) })).toEqual(['stop pastTime']);
  });
  it('is a text that a channel does not take', () => {
    const limit = { what: 'post', used: 300, max: 280, unit: 'weighted characters' } as const;
    expect(says('x', { channel: 'x', limits: [limit] })).toMatchObject([{ level: 'stop', code: 'tooLong', channel: 'x', overridable: false }]);
    expect(codes('x', { limits: [{ ...limit, used: 280 }] })).toEqual([]);
    expect(codes('x', { limits: [{ what: 'parts', used: 0, max: null, unit: 'parts', least: 1 }] })).toEqual(['stop incomplete']);
    expect(codes('x', { limits: [{ what: 'all', used: 25, max: 28, unit: 'bytes', aim: 20 }] })).toEqual(['advice nearLimit']);
    expect(lintUpdate(linted({ text: { title: ' ', body: '' } })).map(({ code }) => code).slice(0, 2)).toEqual(['empty', 'empty']);
  });
});

describe('what is advised', () => {
  it('is to say when the next update comes', () => {
    expect(lintUpdate(linted({ text: { title: 't', body: 'We are looking.' } })).map(({ code }) => code)).toEqual(['noNextUpdate']);
    expect(codes('x', { facts: sensibleFacts('investigating', { nextUpdateAt: null }) })).toEqual(['advice noNextUpdate']);
    expect(lintUpdate(linted({ kind: 'resolved', text: { title: 't', body: 'Done.' }, incident: { isOpen: false, isFiring: false, isDrill: false, private: false } }))).toEqual([]);
  });
  it.each([
    ['It will be fixed by 4:00 PM UTC.', ['advice noRange']],
    ['Payments are back at 16:00.', ['advice noRange']],
    ['We expect it to be fixed by 4:00 PM UTC.', []],
    ['It will be resolved in 1-2 hours.', []],
    ['It should be restored within about 2 hours.', []],
    ['Search was restored at 15:00.', []],
  ])('for a fix time: %j', (text, expected) => expect(codes(text)).toEqual(expected));
  it.each([
    ['The fault is on db-01.', 'hostName', 'db-01'],
    ['checkout-api-7 is slow', 'hostName', 'checkout-api-7'],
    ['node7.fra.shop.internal does not answer', 'hostName', 'node7.fra.shop.internal'],
    ['We look at prometheus.shop.example now', 'hostName', 'prometheus.shop.example'],
    ['See http://grafana.corp/d/1', 'hostName', 'http://grafana.corp/d/1'],
    ['The job checkout-api fails', 'internalName', 'checkout-api'],
    ['Ada Lovelace looks into it', 'internalName', 'Ada Lovelace'],
    ['Write to ops@shop.example', 'emailAddress', 'ops@shop.example'],
    ['10.0.12.7 is unreachable', 'ipAddress', '10.0.12.7'],
    ['2001:db8::17 is unreachable', 'ipAddress', '2001:db8::17'],
    ['A human error took it down', 'blame', 'human error'],
    ['An engineer deployed the wrong version', 'blame', 'engineer deployed'],
  ])('against what gives something away: %j', (text, code, found) => {
    const told = says(text).filter((finding) => finding.level === 'advice');
    expect(told).toMatchObject([{ code, found, overridable: true }]);
    const at = told[0]?.at;
    expect(at && `${text}\n${GOOD}`.slice(at.start, at.end).toLowerCase()).toBe(found.toLowerCase());
  });
  it.each(['See https://status.shop.example/incidents/42', 'Version 1.2.3 in eu-west-1 since 10:15:30', 'checkout is slow', 'UTF-8, ISO-8601 and HTTP-503 errors', '1-2 hours, and 24/7 support', 'e.g. Node.js apps'])('not against %j', (text) => expect(codes(text)).toEqual([]));
  it('against marks that a status page may take for formatting, and only there', () => {
    const text = 'The field <b>name</b> and [x](javascript:y)';
    expect(codes(text, { channel: 'statuspage' })).toEqual(['advice markup', 'advice markup', 'advice markup']);
    expect([codes(text, { channel: 'slack' }), codes('a < b > c and (x)', { channel: 'betterstack' })]).toEqual([[], []]);
  });
  it('of a link is the same as of a text', () => {
    const links = (url: string) => lintUpdate(linted({ links: [{ label: 'More', url }] })).map(({ level, code, at }) => [`${level} ${code}`, at]);
    expect(links('https://status.shop.example/42')).toEqual([]);
    expect(links('http://grafana.corp/d/1')).toEqual([['advice hostName', null]]);
    expect(links('https://hooks.slack.com/services/T0/B0/abcdefgh12')).toEqual([['stop secret', null]]);
  });
  it('lets the team speak of hosts, addresses and people', () => {
    expect(codes('db-01 (10.0.12.7): Ada Lovelace is on it, ops@shop.example', { audience: 'internal' })).toEqual([]);
    expect(codes('An engineer deployed the wrong version', { audience: 'internal' })).toEqual(['advice blame']);
  });
  it('is not to tell a suspicion as a fact', () => {
    const facts = sensibleFacts('investigating', { cause: { text: 'The provider throttles us.', confirmed: false } });
    expect(codes('The provider throttles us', { facts })).toEqual(['advice unconfirmedCause']);
    expect(codes('We suspect that the provider throttles us', { facts })).toEqual([]);
    expect(codes('The root cause is a bad disk')).toEqual(['advice unconfirmedCause']);
    expect(codes('The root cause is not known')).toEqual([]);
    expect(codes('The provider throttles us', { facts: sensibleFacts('identified', { cause: { text: 'The provider throttles us', confirmed: true } }) })).toEqual([]);
  });
});

describe('any text', () => {
  const LAST = 'https://hooks.slack.com/services/T0/B0/abcdefgh12';
  const piece = fc.constantFrom('{{', '}}', '{{since}}', 'db-', '-01', '.', '@', ':', '//', 'https://', 'a', '1', ' ', '\n', 'key=', 'fixed by ', '🔥', 'ש', '::', 'İ', 'eyJ', '\u0000');
  it('is looked through without an error, and every place lies in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 }).map((units) => String.fromCharCode(...units)), fc.array(piece, { maxLength: 120 }).map((parts) => parts.join(''))), (body) => {
        for (const { at } of lintUpdate(linted({ text: { title: body.slice(0, 50), body } }))) if (at !== null) expect(at.start >= 0 && at.start < at.end && at.end <= (at.field === 'title' ? body.slice(0, 50) : body).length).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
  /** What tries again at each character would not come to the end within the time of a test. */
  it('of forty thousand characters that look like many things is looked through to its last word', () => {
    for (const part of ['a-', 'a.', '1.', 'a@', ':', 'https://', 'key=', 'x', '{{', 'engineer ', 'Bearer ', 'eyJaaaaaaaaa.', 'a://b:', '. ']) expect(codes(`${part.repeat(40_000 / part.length)}\n${LAST}`), part).toContain('stop secret');
  });
});
