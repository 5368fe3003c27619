import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import { IncidentId, PersonId, ServiceId } from '../../shared/model/ids.ts';
import { createManualClock, silentLog, type ManualClock } from '../engine/testing/manual-clock.ts';
import { openCore, type OpenCore } from './testing/open-core.ts';

const CONFIG = `version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
people:
  - { id: ada, name: Ada Lovelace, rights: [view, publish, operate] }
  - { id: wall, name: Wanda, rights: [view] }
services: [{ id: checkout-api, name: Checkout, tier: 1 }]
`;
const tokenOf = (person: string): string => `${person}-${'0'.repeat(40)}`;
const presetTokens = ['ada', 'wall'].map((person) => ({ person: PersonId.parse(person), variable: 'HOLDFAST_TOKENS' as const, hash: createHash('sha256').update(tokenOf(person)).digest() }));

let clock: ManualClock;
let open: OpenCore;
const start = async (updateTemplates: string | null = null): Promise<void> => {
  clock = createManualClock();
  open = await openCore(CONFIG, { clock, log: silentLog, presetTokens, updateTemplates });
};
beforeEach(() => start());
afterEach(() => open.close());

const ask = <N extends CallName>(name: N, input: CallInput<N>, person = 'ada') => open.core.call(name, input, { kind: 'bearer', token: tokenOf(person) });
async function call<N extends CallName>(name: N, input: CallInput<N>, person = 'ada'): Promise<CallOutput<N>> {
  const result = await ask(name, input, person);
  if (!result.ok) throw new Error(`${result.error.message} ${JSON.stringify(result.error.details)}`);
  return result.value as CallOutput<N>;
}
const incident = async (changes: Partial<CallInput<'incidents.open'>> = {}) => (await call('incidents.open', { title: 'Payments fail', severity: 'P1', services: [ServiceId.parse('checkout-api')], ...changes })).id;

describe('a preview of a message', () => {
  it('begins with what the incident knows, and is the same for every channel but those that are told their own', async () => {
    const id = await incident();
    const made = await call('updates.preview', { incident: id, audience: 'public', kind: 'investigating' });
    expect(made).toMatchObject({ prefilled: true, facts: { services: [{ id: 'checkout-api', name: 'Checkout' }], extent: 'partialOutage' }, text: { title: 'API Incident: Partial Outage' }, difference: null });
    expect(made.text.body).toMatch(/^We are investigating a problem with Checkout\./);
    expect(made.text.body).toMatch(/Next update: \d\d?:\d\d [AP]M UTC \(\d\d?:\d\d [AP]M Berlin\)$/);
    expect(made.channels.map(({ channel, from }) => `${channel} ${from}`)).toEqual(['slack shared', 'slackWebhook shared', 'teams shared', 'jira shared', 'statuspage shared', 'betterstack shared', 'email shared', 'x own', 'webhook shared', 'copy shared']);
    expect(made.channels.find(({ channel }) => channel === 'x')).toMatchObject({ costUsd: 0.015, limits: [{ max: 280 }] });
    // Nothing is configured yet that says which part of a Better Stack page it is; all else can be sent as it is.
    expect(made.lint.map(({ code, channel }) => `${code} ${channel ?? ''}`)).toEqual(['incomplete betterstack']);
  });
  it('of an edited text is that text, looked through, and marked against the last message to this audience', async () => {
    const id = await incident();
    await call('incidents.act', { id, action: { type: 'recordUpdate', audience: 'public', text: 'API Incident\n\nWe are looking.', nextAt: null } });
    const made = await call('updates.preview', { incident: id, audience: 'public', kind: 'investigating', channels: ['copy', 'x'], text: { title: 'API Incident', body: 'We are looking at checkout-api, says Ada Lovelace. Since {{since}}.' }, channelTexts: { x: { title: '', body: 'x'.repeat(281) } } });
    expect(made.difference?.pieces[0]).toEqual({ kind: 'same', text: 'API Incident\n\nWe are looking' });
    expect(made.lint.map(({ level, code, channel }) => `${level} ${code} ${channel ?? ''}`)).toEqual(['stop unresolved ', 'advice noNextUpdate ', 'advice internalName ', 'advice internalName ', 'stop tooLong x']);
    expect(made.channels).toMatchObject([{ channel: 'copy', from: 'shared' }, { channel: 'x', from: 'edited', text: { body: 'x'.repeat(281) } }]);
  });
  it('takes facts of ten thousand characters, and says what is wrong with others', async () => {
    const id = await incident();
    const given = (await call('updates.preview', { incident: id, audience: 'public', kind: 'investigating', channels: [] })).facts;
    const symptoms = 'لا يمكن الدفع 🔥 '.repeat(700).slice(0, 11_000).trim();
    expect((await call('updates.preview', { incident: id, audience: 'public', kind: 'investigating', facts: { ...given, symptoms }, channels: ['email'] })).text.body).toContain(symptoms);
    expect(await ask('updates.preview', { incident: id, audience: 'public', kind: 'investigating', facts: { ...given, symptoms: 'x'.repeat(20_000) } })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(await ask('updates.preview', { incident: id, audience: 'public', kind: 'investigating', facts: { ...given, expectedEnd: { as: 'minutes', from: 60, to: 30, saidAt: '2026-11-26T14:30:00Z' } } })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  });
  it('writes times in the zone that is asked for, and says when there is none of that name', async () => {
    const id = await incident();
    expect((await call('updates.preview', { incident: id, audience: 'internal', kind: 'investigating', channels: [], timeZone: 'Asia/Tokyo' })).text.body).toMatch(/Next update: (?:\d+ \w+ \d+, )?\d\d:\d\d UTC \((?:\d+ \w+ \d+, )?\d\d:\d\d Tokyo\)$/);
    expect(await ask('updates.preview', { incident: id, audience: 'internal', kind: 'investigating', timeZone: 'Mars/Base' })).toMatchObject({ ok: false, error: { code: 'invalid_input', message: expect.stringContaining('Mars/Base') as string } });
  });
  it('is for whoever may publish, and of nothing that they may not see', async () => {
    const id = await incident();
    expect(await ask('updates.preview', { incident: id, audience: 'public', kind: 'investigating' }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await ask('updates.preview', { incident: IncidentId.parse('INC-2026-9999'), audience: 'public', kind: 'investigating' })).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });
  it('of a private incident, or of internal text for others, is stopped', async () => {
    const id = await incident();
    await call('incidents.edit', { id, version: (await call('incidents.get', { id })).version, private: { to: true, reason: 'a breach' } });
    expect((await call('updates.preview', { incident: id, audience: 'public', kind: 'investigating', channels: ['copy'] })).lint).toMatchObject([{ level: 'stop', code: 'wrongAudience', overridable: false }]);
    const drill = await call('updates.preview', { incident: await incident({ isDrill: true }), audience: 'internal', kind: 'investigating', channels: ['slack'] });
    expect([drill.text.title.startsWith('DRILL: [Internal] P1'), drill.lint]).toEqual([true, []]);
    const posted = await call('updates.preview', { incident: await incident(), audience: 'internal', kind: 'investigating', channels: ['slack', 'x'] });
    expect(posted.lint).toMatchObject([{ code: 'wrongAudience', channel: 'x', overridable: false }]);
    const text = await call('updates.preview', { incident: await incident(), audience: 'internal', readers: 'public', kind: 'investigating', channels: ['copy'] });
    expect(text.lint.filter(({ level }) => level === 'stop').map(({ code }) => code)).toEqual(['wrongAudience', 'wrongAudience']);
  });
});

describe('templates of one’s own', () => {
  it('come before those that are shipped', async () => {
    await open.close();
    await start('## investigating public\nOurs: {{services}}\n\nWe look.[[ Next update: {{nextUpdate}}]]');
    const made = await call('updates.preview', { incident: await incident(), audience: 'public', kind: 'investigating', channels: ['copy'] });
    expect(made.text).toMatchObject({ title: 'Ours: Checkout' });
  });
  it('that cannot be read are said, with their line, and the shipped ones serve', async () => {
    await open.close();
    await start('## investigating nonsense\nx');
    const made = await call('updates.preview', { incident: await incident(), audience: 'public', kind: 'investigating', channels: ['copy'] });
    expect(made.text.title).toBe('API Incident: Partial Outage');
    expect((await call('problems.list', {})).items).toMatchObject([{ message: expect.stringMatching(/^update-templates\.md cannot be used, .* line 1: expected a kind/) as string }]);
  });
});
