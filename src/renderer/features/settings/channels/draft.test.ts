import { describe, expect, test } from 'vitest';
import { CHANNEL_FORMS } from '../../../../shared/model/channels/form.ts';
import { ChannelConfig, type ConfiguredChannelType } from '../../../../shared/model/channels/index.ts';
import { draftOf, fieldsOf, knownKeys, newChannel, readChannel, typesSecret, type ChannelDraft } from './draft.ts';
import { keyOf, problemsIn } from './paths.ts';

const TYPES = Object.keys(CHANNEL_FORMS) as ConfiguredChannelType[];
/** What somebody types where the field's own example would not do. */
const TYPED: Readonly<Record<string, string>> = { 'perIncident.prefix': 'inc-', 'refresh.clientId': 'acme', 'oauth2.clientId': 'app', suppressed: 'none.txt', ca: '${file:ca.pem}', port: '465', issueType: 'Bug', 'transitions.investigating': 'Start', 'transitions.monitoring': 'Watch', 'transitions.resolved': 'Done', 'oauth2.tokenUrl': 'https://login.acme.test/token', url: 'https://api.acme.test' };

/** A form in which every field is filled in. */
function filled(type: ConfiguredChannelType, signIn: ChannelDraft['signIn'] = 'password'): ChannelDraft {
  const draft = { ...newChannel(type, []), signIn };
  const fields = fieldsOf(draft);
  return {
    ...draft, name: 'A name', publishers: ['ada'], kinds: 'factsOnly',
    texts: Object.fromEntries(fields.filter(({ kind }) => kind !== 'secret').map(({ key, kind, placeholder, options, yes }) => [key, kind === 'yesNo' ? (yes === true ? 'no' : 'yes') : kind === 'choice' ? (options?.at(-2)?.value ?? '') : (TYPED[key] ?? placeholder ?? '')])),
    secrets: Object.fromEntries(fields.filter(({ kind }) => kind === 'secret').map(({ key }, index) => [key, index % 2 === 0 ? { kind: 'typed', text: 'https://a.test/typed' } : { kind: 'env', text: 'SOME_SECRET' }])),
    headers: [{ key: 1, name: 'X-Team', value: { kind: 'typed', text: 'ops' } }],
    lists: [{ key: 1, from: 'addresses', text: 'a@acme.test\nb@acme.test', services: 'checkout-api, search', regions: '', groups: '' }, { key: 2, from: 'file', text: 'customers.csv', services: '', regions: 'EU', groups: 'gold' }],
  };
}
const settled = { isNew: true, taken: [] };
const setupOf = (draft: ChannelDraft): ChannelConfig => {
  const read = readChannel(draft, settled);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.setup;
};
const CASES: readonly (readonly [ConfiguredChannelType, ChannelDraft['signIn']])[] = [...TYPES.map((type) => [type, 'password'] as const), ['email', 'oauth2'], ['email', 'none']];

describe.each(CASES)('the form of %s (%s)', (type, signIn) => {
  test('with everything filled in is what the format takes, and says each key', () => {
    const draft = filled(type, signIn);
    const setup = setupOf(draft);
    for (const { key } of fieldsOf(draft)) expect(JSON.stringify(setup)).toContain(`"${key.split('.').at(-1) ?? ''}":`);
    expect(setup).toMatchObject({ type, name: 'A name', publishers: ['ada'], kinds: ['factsOnly'] });
  });

  test('opened again and saved unchanged means the same', () => {
    const setup = setupOf(filled(type, signIn));
    expect(setupOf(draftOf(setup))).toEqual(setup);
  });

  test('left empty says at each field that is needed what belongs there', () => {
    const draft = { ...newChannel(type, []), signIn };
    const read = readChannel(draft, settled);
    const needed = fieldsOf(draft).filter(({ required }) => required === true).map(({ key }) => key);
    expect(read.ok ? {} : Object.keys(read.problems).filter((key) => key !== 'to')).toEqual(needed);
  });
});

test('an id that another channel has, or that is none, is said before anything is asked', () => {
  const draft = filled('teams');
  expect(readChannel(draft, { isNew: true, taken: ['teams'] })).toMatchObject({ ok: false, problems: { id: 'There is a channel “teams” already' } });
  expect(readChannel({ ...draft, id: 'two words' }, settled)).toMatchObject({ ok: false, problems: { id: expect.stringMatching(/letters, digits/) as unknown } });
  expect(newChannel('slackWebhook', ['slack', 'slack-2']).id).toBe('slack-3');
});

test('what is wrong is said at its field, in words of the format', () => {
  const slack = filled('slack');
  expect(readChannel({ ...slack, texts: { ...slack.texts, channel: '#general' } }, settled)).toMatchObject({ ok: false, problems: { channel: expect.stringMatching(/^Expected the id of a channel/) as unknown } });
  const page = filled('statuspage');
  expect(readChannel({ ...page, texts: { ...page.texts, components: 'checkout-api' } }, settled)).toMatchObject({ ok: false, problems: { components: expect.stringMatching(/a service and an id in each line/) as unknown } });
  const mail = filled('email');
  expect(readChannel({ ...mail, lists: [{ key: 1, from: 'addresses', text: 'nobody', services: '', regions: '', groups: '' }] }, settled)).toMatchObject({ ok: false, problems: { to: 'Expected an e-mail address' } });
  const x = filled('x');
  expect(readChannel({ ...x, texts: { ...x.texts, 'refresh.clientId': '' } }, settled)).toMatchObject({ ok: false, problems: { 'refresh.clientId': 'Type the id of the application' } });
});

test('a secret that stays is not one that has to be kept', () => {
  const setup = ChannelConfig.parse({ id: 'a', type: 'webhook', audience: 'internal', url: '(kept)' });
  expect(typesSecret(draftOf(setup))).toBe(false);
  expect(typesSecret(filled('webhook'))).toBe(true);
});

test('kinds that were chosen in the file stay', () => {
  const setup = ChannelConfig.parse({ id: 'a', type: 'teams', audience: 'internal', url: '${env:TEAMS}', kinds: ['resolved', 'factsOnly'] });
  expect(setupOf(draftOf(setup))).toEqual(setup);
});

test('what the check of the whole file finds is shown at the field that it is about', () => {
  const keys = knownKeys(newChannel('email', []));
  expect(['to.0.addresses.1', 'oauth2.scope', 'refresh', 'nothing'].map((path) => keyOf(path, [...keys, 'refresh.clientId', 'oauth2.scope']))).toEqual(['to', 'oauth2.scope', 'refresh.clientId', 'id']);
  expect(problemsIn({ issues: [{ path: 'channels[3].publishers[0]', message: 'expected the id of a person' }, { path: 'rules[0].id', message: 'other' }] }, keys)).toEqual({ publishers: 'Expected the id of a person' });
  expect(problemsIn(undefined, keys)).toEqual({});
});
