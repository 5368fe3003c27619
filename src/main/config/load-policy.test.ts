import { describe, expect, it } from 'vitest';
import { fromRfc3339 } from '../../shared/model/units.ts';
import { parseConfig } from './load.ts';
import { plainSecrets } from './secret-fields.ts';

const BASE = `version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
services: [{ id: api, name: API }]
people: [{ id: ada, name: Ada Lovelace }]
`;
const parse = (more: string, base = BASE) => parseConfig(base + more, { file: 'f' });
const told = ({ issues }: ReturnType<typeof parse>) => issues.map(({ line, path, message, level }) => `${line} ${level === 'warning' ? 'warning ' : ''}${path}: ${message}`);
const good = (more: string) => {
  const parsed = parse(more);
  expect(parsed.issues.filter(({ level }) => level === 'error')).toEqual([]);
  return parsed.config!;
};
const maintenance = (...lines: string[]) => `maintenance:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
const roster = (...lines: string[]) => `roster:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
const MINUTE = 60_000;

describe('how incidents are run', () => {
  it('without a word said, by the usual clocks, with a sound at once', () => {
    expect(good('').policy).toEqual({
      cadenceMs: { internal: 30 * MINUTE, executive: 30 * MINUTE, public: 20 * MINUTE },
      publicLaterMs: 60 * MINUTE,
      when: { amberMs: 10 * MINUTE, dueMs: 15 * MINUTE, healthyMs: 5 * MINUTE },
      requiredRoles: { P0: ['incidentCommander', 'communicationsLead', 'engineer'], P1: ['incidentCommander', 'engineer'], P2: [] },
      acknowledgeMs: { P0: 3 * MINUTE, P1: 10 * MINUTE },
      commanderMs: 5 * MINUTE,
      steps: [{ afterMs: 0, sound: true, webhook: null, headers: {} }],
      obligations: [],
      groupWithinMs: 30 * MINUTE,
      groupAcrossMs: 2 * MINUTE,
      askResolvedAfterMs: 30 * MINUTE,
      quietHours: null,
    });
    expect(good('incidents:\n').policy).toEqual(good('').policy);
  });

  it('as it is told', () => {
    const { policy } = good(`incidents:
  cadence: { public: 10m }
  escalation: { steps: [{ sound: true }, { after: 5m, webhook: "https://a.test/x", headers: { X-Token: "\${env:T}" } }] }
  obligations: [{ id: dora, name: DORA, kind: regulator, within: 4h }, { id: nis2, name: NIS 2, kind: regulator, severities: [P0, P1], incidentKinds: [security], from: detectedAt, within: 24h }]
  quietHours: { from: "22:00", to: "06:00" }
`);
    expect(policy).toMatchObject({
      cadenceMs: { internal: 30 * MINUTE, public: 10 * MINUTE },
      steps: [{ afterMs: 0, sound: true, webhook: null, headers: {} }, { afterMs: 5 * MINUTE, sound: false, webhook: 'https://a.test/x', headers: { 'X-Token': '${env:T}' } }],
      obligations: [
        { id: 'dora', severities: ['P0'], incidentKinds: null, from: 'declaredAt', withinMs: 240 * MINUTE },
        { id: 'nis2', severities: ['P0', 'P1'], incidentKinds: ['security'], from: 'detectedAt', withinMs: 1_440 * MINUTE },
      ],
      quietHours: { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin' },
    });
  });

  it('shows to those who may only look neither headers nor the path of a webhook', () => {
    const { incidents } = good('incidents: { escalation: { steps: [{ sound: true, webhook: "https://hooks.test/T0/s3cret", headers: { Authorization: s3cret } }] } }\n');
    expect(incidents.escalation.steps).toEqual([{ after: '0s', sound: true, webhook: 'https://hooks.test' }]);
    expect(JSON.stringify(incidents)).not.toContain('s3cret');
  });

  it.each<[string, string, string[]]>([
    ['amber after due', '{ when: { amber: 20m } }', ['5 incidents.when.amber: expected less than `due` (15m), found "20m"']],
    ['a step that does nothing', '{ escalation: { steps: [{ after: 5m }] } }', ['5 incidents.escalation.steps[0]: expected "sound: true" or a "webhook", found the key `after`']],
    ['steps out of order', '{ escalation: { steps: [{ after: 5m, sound: true }, { after: 1m, sound: true }] } }', ['5 incidents.escalation.steps[1].after: expected steps in the order in which they happen, found "1m" after "5m"']],
    ['headers of nothing', '{ escalation: { steps: [{ sound: true, headers: { X-A: b } }] } }', ['5 warning incidents.escalation.steps[0].headers: `headers` are sent with a webhook only, and this step has none']],
    ['a token in plain text', '{ escalation: { steps: [{ webhook: "https://a.test", headers: { Authorization: hunter2 } }] } }', ['5 warning incidents.escalation.steps[0].headers.Authorization: a secret stands here in plain text; write ${env:NAME}, ${file:path} or ${secret:name} instead']],
    ['a broken reference', '{ escalation: { steps: [{ webhook: "https://a.test", headers: { X-A: "${evn:T}" } }] } }', ['5 incidents.escalation.steps[0].headers.X-A: expected ${env:NAME}, ${file:path} or ${secret:name}, found a reference that is none of them (write $${ for a literal ${)']],
    ['credentials in the address', '{ escalation: { steps: [{ webhook: "https://me:hunter2@a.test" }] } }', ['5 incidents.escalation.steps[0].webhook: expected an address without user name and password; put them under `auth` or `headers`']],
    ['an address that is none, unrepeated', '{ escalation: { steps: [{ webhook: "ftp://a.test/hunter2" }] } }', ['5 incidents.escalation.steps[0].webhook: expected an http:// or https:// address, found text']],
    ['an obligation twice', '{ obligations: [{ id: a, name: A, kind: contract, within: 1h }, { id: a, name: B, kind: contract, within: 1h }] }', ['5 incidents.obligations[1].id: expected an id of its own, found "a", which stands on line 5 already']],
    ['an id that is none', '{ obligations: [{ id: a b, name: A, kind: contract, within: 1h }] }', ['5 incidents.obligations[0].id: expected 1 to 63 letters, digits, ".", "-" or "_", starting with a letter or digit, found "a b"']],
    ['a role that does not exist', '{ requiredRoles: { P0: [commander] } }', ['5 incidents.requiredRoles.P0[0]: expected one of `incidentCommander`, `communicationsLead`, `engineer`, `productManager`, `scribe`, found "commander"']],
    ['quiet hours that are none or all', '{ quietHours: { from: "22:00", to: "22:00" } }', ['5 incidents.quietHours.to: expected another time than `from`, found "22:00" for both']],
    ['a time of day that is none', '{ quietHours: { from: 10pm, to: "06:00", timeZone: Berlin } }', ['5 incidents.quietHours.from: expected a time of day such as "22:00", found "10pm"']],
    ['a zone that is none', '{ quietHours: { from: "22:00", to: "06:00", timeZone: Europe/Berln } }', ['5 incidents.quietHours.timeZone: expected a time zone such as Europe/Berlin, found "Europe/Berln"; did you mean `Europe/Berlin`?']],
    ['clocks out of all proportion', '{ cadence: { internal: 2d }, when: { healthy: 100ms }, escalation: { acknowledge: { P0: 0s }, commander: 25h, steps: [{ after: 2d, sound: true }] }, obligations: [{ id: a, name: A, kind: contract, within: 1s }], groupWithin: 2d, askResolvedAfter: 0s }',
      ['cadence.internal: expected a duration from 1s to 1d, found "2d"', 'when.healthy: expected a duration from 1s to 1d, found "100ms"', 'escalation.acknowledge.P0: expected a duration from 1s to 1d, found "0s"', 'escalation.commander: expected a duration from 1s to 1d, found "25h"', 'escalation.steps[0].after: expected a duration of 1d or less, found "2d"', 'obligations[0].within: expected a duration from 1m to 366d, found "1s"', 'groupWithin: expected a duration of 1d or less, found "2d"', 'askResolvedAfter: expected a duration from 1s to 1d, found "0s"'].map((issue) => `5 incidents.${issue}`)],
  ])('%s', (_name, section, issues) => {
    expect(told(parse(`incidents: ${section}\n`))).toEqual(issues);
  });

  it('a token in plain text is masked in the log', () => {
    expect(plainSecrets(parse('incidents: { escalation: { steps: [{ webhook: "https://a.test", headers: { Authorization: hunter2 } }] } }\n').written!)).toEqual(['hunter2']);
  });
});

describe('maintenance windows', () => {
  const at = (text: string) => fromRfc3339(text);

  it('single and weekly, in whichever zone', () => {
    expect(good(maintenance(
      '{ id: local, name: A, services: all, from: 2026-12-01 22:00, to: 2026-12-01T23:30 }',
      '{ id: elsewhere, name: B, services: [api], from: 2026-12-01 22:00, to: 2026-12-01 23:30, timeZone: America/New_York }',
      '{ id: exact, name: C, services: [api], from: 2026-12-01T22:00:00Z, to: 2026-12-02T00:30:00+01:00 }',
      '{ id: weekly, name: D, services: all, weekly: { days: [sat, sun], at: "23:30", for: 2h } }',
    )).maintenance).toEqual([
      { id: 'local', name: 'A', services: 'all', once: { from: at('2026-12-01T21:00:00Z'), to: at('2026-12-01T22:30:00Z') }, weekly: null, timeZone: 'Europe/Berlin' },
      { id: 'elsewhere', name: 'B', services: ['api'], once: { from: at('2026-12-02T03:00:00Z'), to: at('2026-12-02T04:30:00Z') }, weekly: null, timeZone: 'America/New_York' },
      { id: 'exact', name: 'C', services: ['api'], once: { from: at('2026-12-01T22:00:00Z'), to: at('2026-12-01T23:30:00Z') }, weekly: null, timeZone: 'Europe/Berlin' },
      { id: 'weekly', name: 'D', services: 'all', once: null, weekly: { days: ['sat', 'sun'], at: '23:30', forMs: 120 * MINUTE }, timeZone: 'Europe/Berlin' },
    ]);
  });

  it.each<[string, string, string, string[]]>([
    ['a start that clocks skip', 'from: 2026-03-29 02:30, to: 2026-03-29 04:00', '2026-03-29T01:30:00Z/2026-03-29T02:00:00Z', ['6 warning maintenance[0].from: this time does not exist, because clocks in Europe/Berlin go forward over it; it is taken as 2026-03-29T01:30:00.000Z; write an instant such as "2026-03-29T01:30:00Z" to be exact']],
    ['an end that comes twice', 'from: 2026-10-25 01:00, to: 2026-10-25 02:30', '2026-10-24T23:00:00Z/2026-10-25T00:30:00Z', ['6 warning maintenance[0].to: this time comes twice, because clocks in Europe/Berlin go back over it; the first is taken, 2026-10-25T00:30:00.000Z; write an instant such as "2026-10-25T00:30:00Z" to be exact']],
    ['a night that is an hour shorter', 'from: 2026-03-28 22:00, to: 2026-03-29 06:00', '2026-03-28T21:00:00Z/2026-03-29T04:00:00Z', []],
    ['a night that is an hour longer', 'from: 2026-10-24 22:00, to: 2026-10-25 06:00', '2026-10-24T20:00:00Z/2026-10-25T05:00:00Z', []],
    ['nineteen days', 'from: 2026-12-01 22:00, to: 2026-12-20 23:00', '2026-12-01T21:00:00Z/2026-12-20T22:00:00Z', ['6 warning maintenance[0].to: this window is 19 days long; alerts of its services stay silent all that time']],
  ])('%s', (_name, span, instants, warnings) => {
    const parsed = parse(maintenance(`{ id: a, name: A, services: all, ${span} }`));
    expect(told(parsed)).toEqual(warnings);
    expect(parsed.config?.maintenance[0]?.once).toEqual({ from: at(instants.split('/')[0]!), to: at(instants.split('/')[1]!) });
  });

  const either = 'expected either "from" and "to", or "weekly"';
  it.each<[string, string, string[]]>([
    ['no time', 'services: all', [`6 maintenance[0]: ${either}, found the keys \`id\`, \`name\` and \`services\``]],
    ['half a time', 'services: all, from: 2026-12-01 22:00', [`6 maintenance[0]: ${either}, found the keys \`id\`, \`name\`, \`services\` and \`from\``]],
    ['both', 'services: all, from: 2026-12-01 22:00, to: 2026-12-01 23:00, weekly: { days: [mon], at: "22:00", for: 1h }', [`6 maintenance[0]: ${either}, found the keys \`id\`, \`name\`, \`services\`, \`from\`, \`to\` and \`weekly\``]],
    ['a day that no calendar has', 'services: all, from: 2026-02-30 22:00, to: 2026-03-01 23:00', ['6 maintenance[0].from: expected an instant such as "2026-12-01T21:00:00Z", or local time such as "2026-12-01 22:00", found "2026-02-30 22:00"']],
    ['words', 'services: all, from: tonight, to: tomorrow', ['from', 'to'].map((key, index) => `6 maintenance[0].${key}: expected an instant such as "2026-12-01T21:00:00Z", or local time such as "2026-12-01 22:00", found "${['tonight', 'tomorrow'][index]}"`)],
    ['an end before its start', 'services: all, from: 2026-12-01 22:00, to: 2026-12-01 21:00', ['6 maintenance[0].to: expected an end after the start (2026-12-01T21:00:00.000Z), found 2026-12-01T20:00:00.000Z']],
    ['an end that is its start, clocks considered', 'services: all, from: 2026-03-29 02:30, to: 2026-03-29 03:30', ['6 maintenance[0].to: expected an end after the start (2026-03-29T01:30:00.000Z), found 2026-03-29T01:30:00.000Z', '6 warning maintenance[0].from: this time does not exist, because clocks in Europe/Berlin go forward over it; it is taken as 2026-03-29T01:30:00.000Z; write an instant such as "2026-03-29T01:30:00Z" to be exact']],
    ['an unknown service', 'services: [api, pi], weekly: { days: [mon], at: "22:00", for: 1h }', ['6 maintenance[0].services[1]: expected the id of a service, found "pi"; did you mean `api`?']],
    ['no service', 'services: [], weekly: { days: [mon], at: "22:00", for: 1h }', ['6 maintenance[0].services: expected a list of 1 entry or more, found an empty list']],
    ['a zone that is none', 'services: all, from: 2026-12-01 22:00, to: 2026-12-01 23:00, timeZone: Berlin', ['6 maintenance[0].timeZone: expected a time zone such as Europe/Berlin, found "Berlin"']],
    ['a week that never ends', 'services: all, weekly: { days: [mon], at: "22:00", for: 8d }', ['6 maintenance[0].weekly.for: expected a duration from 1m to 7d, found "8d"']],
    ['a day by another name', 'services: all, weekly: { days: [monday], at: "22:00", for: 1h }', ['6 maintenance[0].weekly.days[0]: expected one of `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`, found "monday"']],
  ])('%s', (_name, rest, issues) => {
    expect(told(parse(maintenance(`{ id: a, name: A, ${rest} }`)))).toEqual(issues);
  });

  it('an id twice', () => {
    const line = '{ id: a, name: A, services: all, weekly: { days: [mon], at: "22:00", for: 1h } }';
    expect(told(parse(maintenance(line, line)))).toEqual(['7 maintenance[1].id: expected an id of its own, found "a", which stands on line 6 already']);
  });

  it('says of a workspace without a zone just that', () => {
    expect(told(parse(maintenance('{ id: a, name: A, services: all, from: 2026-12-01 22:00, to: 2026-12-01 23:00 }'), BASE.replace('Europe/Berlin', 'Mars')))).toEqual(['2 workspace.timeZone: expected a time zone such as Europe/Berlin, found "Mars"']);
  });
});

describe('the roster', () => {
  it('names people, and those who are not among them', () => {
    expect(good(roster('{ role: incidentCommander, person: ada, days: [mon], from: "20:00", to: "08:00", dates: { from: 2026-12-24, to: 2026-12-26 }, timeZone: UTC, contact: "4711" }', '{ role: scribe, name: Duty desk }')).roster).toEqual([
      { role: 'incidentCommander', person: 'ada', name: 'Ada Lovelace', contact: '4711', days: ['mon'], hours: { from: '20:00', to: '08:00' }, dates: { from: '2026-12-24', to: '2026-12-26' }, timeZone: 'UTC' },
      { role: 'scribe', person: null, name: 'Duty desk', contact: null, days: null, hours: null, dates: null, timeZone: 'Europe/Berlin' },
    ]);
  });

  it.each<[string, string, string[]]>([
    ['nobody', 'role: scribe', ['6 roster[0]: expected exactly one of "person" and "name", found the key `role`']],
    ['two', 'role: scribe, person: ada, name: Ada', ['6 roster[0]: expected exactly one of "person" and "name", found the keys `role`, `person` and `name`']],
    ['somebody unknown', 'role: scribe, person: eda', ['6 roster[0].person: expected the id of a person, found "eda"; did you mean `ada`?']],
    ['half a shift', 'role: scribe, name: Ada, from: "08:00"', ['6 roster[0]: expected "from" and "to" together, or neither, found the keys `role`, `name` and `from`']],
    ['a shift that is none or all', 'role: scribe, name: Ada, from: "08:00", to: "08:00"', ['6 roster[0].to: expected another time than `from`, found "08:00" for both']],
    ['days the wrong way round', 'role: scribe, name: Ada, dates: { from: 2026-12-26, to: 2026-12-24 }', ['6 roster[0].dates.to: expected a last day that is not before the first (2026-12-26), found "2026-12-24"']],
    ['a day in another way', 'role: scribe, name: Ada, dates: { from: 24.12.2026, to: 2026-12-24 }', ['6 roster[0].dates.from: expected a day such as "2026-12-31", found "24.12.2026"']],
    ['a zone that is none', 'role: scribe, name: Ada, timeZone: Mars', ['6 roster[0].timeZone: expected a time zone such as Europe/Berlin, found "Mars"']],
  ])('%s', (_name, entry, issues) => {
    expect(told(parse(roster(`{ ${entry} }`)))).toEqual(issues);
  });
});

describe('how long things are kept', () => {
  const watched = `sources: [{ id: prom, type: prometheus, url: http://127.0.0.1:9090 }]
signals: [{ id: errors, service: api, kind: errorRate, source: prom, query: e }]
slos: [{ id: works, name: Works, service: api, signal: errors, target: 99.9 }]
rules: [{ id: budget, slo: works, severity: P1, burn: {} }]
`;

  it('is for ever, but for rollups, unless told', () => {
    expect(good('').retention).toEqual({ rollupsMs: 30 * 86_400_000, textsMs: null, evidenceMs: null, alertsMs: null, shiftNotesMs: null });
    expect(good('retention: { texts: 730d, evidence: 400d, alerts: 52w, shiftNotes: 90d }').retention).toMatchObject({ textsMs: 730 * 86_400_000, evidenceMs: 400 * 86_400_000, alertsMs: 364 * 86_400_000, shiftNotesMs: 90 * 86_400_000 });
  });

  it.each([
    ['less than a day', 'retention: { texts: 1h }', ['5 retention.texts: expected a duration from 1d to 36500d, found "1h"']],
    ['less than a burn rate looks back', `${watched}retention: { rollups: 2d }`, ['9 warning retention.rollups: the rule `budget` looks back 3d, and history is kept for 2d: after each start it is unknown until that much has been measured again']],
    ['as much as it looks back', `${watched}retention: { rollups: 3d }`, []],
  ])('%s', (_name, written, messages) => expect(told(parse(written))).toEqual(messages));
});
