import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareConfigs, differenceText } from '../diff.ts';
import { parseConfig } from '../load.ts';
import { secretFields } from '../secret-fields.ts';

const HEAD = `version: 1
workspace: { name: Acme }
services: [{ id: shop, name: Shop, tier: 1 }, { id: search, name: Search }]
sources: [{ id: prom, type: prometheus, url: http://127.0.0.1:9090 }, { id: edge, type: probe }]
signals:
  - { id: up, service: shop, kind: availability, source: edge, http: { url: "https://a.test/" } }
  - { id: fra, service: shop, kind: availability, source: edge, http: { url: "https://b.test/" } }
  - { id: fra-outside, service: shop, kind: availability, source: prom, query: up }
channels: [{ id: team, type: slackWebhook, audience: internal, url: "\${env:SLACK}" }]
people: [{ id: ada, name: Ada, rights: [approve] }, { id: bo, name: Bo, rights: [approve] }]
dnsProviders: [{ id: bind, type: rfc2136, zone: acme.test, server: 192.0.2.53, key: { name: k, secret: "\${env:TSIG}" } }]
programs: [{ id: kubectl, file: /usr/bin/kubectl }]
`;
const parse = (text: string) => parseConfig(HEAD + text, { file: 'holdfast.yaml' });
/** What is said, and whether at the line whose text is named. */
const told = (text: string) => parse(text).issues.map(({ path, message, level }) => `${level === 'warning' ? 'warning: ' : ''}${path}: ${message}`);
const lineOf = (text: string, word: string) => (HEAD + text).slice(0, (HEAD + text).indexOf(word)).split('\n').length;
const plan = (steps: string, more = '') => `plans:
  - { id: go, name: Go, kind: failover, services: [shop], target: { healthy: [fra, fra-outside] }${more}, steps: [
${steps.split('\n').map((line) => `      ${line}`).join('\n')}
      ] }
`;
const DNS = '{ id: switch, kind: dns, providers: [bind], record: api.acme.test, to: [192.0.2.2] }';
const FENCE = '{ id: off, kind: fence, proof: { command: { program: kubectl, args: [wait] } } }';

describe('a plan', () => {
  it('with everything in its place is taken as it is written', () => {
    const { config, issues } = parse(plan(`${FENCE},\n${DNS}`, ', writes: true'));
    expect(issues).toEqual([]);
    expect(config?.continuity.plans[0]).toMatchObject({ id: 'go', writes: true, coolDown: '30m', drillValid: '90d', steps: [{ kind: 'fence', within: '2m' }, { kind: 'dns', ttl: '60s', gates: { accepted: '10s' } }] });
  });

  it('names what it does not find, where that stands, and what was perhaps meant', () => {
    const text = plan('{ id: one, kind: dns, providers: [bnd], record: api.acme.test, to: [192.0.2.2] },\n{ id: two, kind: notify, channels: [taem] },\n{ id: three, kind: verify, that: { signal: { id: upp, above: 0 } } },\n{ id: four, kind: command, command: { program: kubectk } },\n{ id: five, kind: degrade, services: [search], to: off }', ', lag: lagg');
    expect(told(text)).toEqual([
      'plans[0].lag: expected the id of a signal, found "lagg"; known: `up`, `fra` and `fra-outside`',
      'plans[0].steps[0].providers[0]: expected the id of a DNS provider, found "bnd"; did you mean `bind`?',
      'plans[0].steps[1].channels[0]: expected the id of a channel, found "taem"; did you mean `team`?',
      'plans[0].steps[2].that.signal.id: expected the id of a signal, found "upp"; did you mean `up`?',
      'plans[0].steps[3].command.program: expected the id of a program, found "kubectk"; did you mean `kubectl`?',
      'plans[0].steps[4].services[0]: expected an entry under `tiers` that switches `search` to off, and there is none',
    ]);
    expect(parse(text).issues.map(({ line }) => line).slice(1)).toEqual(['bnd', 'taem', 'upp', 'kubectk', '[search], to'].map((word) => lineOf(text, word)));
    expect(told('plans: [{ id: a, name: A, kind: failover, services: [shp], steps: [{ id: b, kind: dsn }], children: [c] }]\n')[0]).toMatch(/^plans\[0\]\.steps\[0\]\.kind: expected one of `dns`, `http`.*found "dsn"; did you mean `dns`\?$/);
  });

  it('is drilled in hours that its objective fits into, and told of where drills are told', () => {
    const drill = (more: string) => told(plan(FENCE, `, objective: 1h, drill: { every: 30d, weekly: { days: [tue], at: "10:00", for: 2h }${more} }`));
    expect(drill('')).toEqual([]);
    expect(drill(', channels: [team]')).toEqual(['plans[0].drill.channels[0]: expected a channel with `drill: true` that takes more than updates of incidents, found "team"']);
    expect(drill(', channels: [taem]')).toEqual(['plans[0].drill.channels[0]: expected the id of a channel, found "taem"; did you mean `team`?']);
    expect(drill(', mode: dry-run, surprises: true')).toEqual(['plans[0].drill.surprises: expected false: a dry run sends nothing that could fail']);
    expect(drill(', announce: 2s, timeZone: Berlin')).toEqual(['plans[0].drill.announce: expected a duration from 1m to 1d, found "2s"', 'plans[0].drill.timeZone: expected a time zone such as Europe/Berlin, found "Berlin"']);
    expect(told(plan(FENCE, ', drill: { every: 30d, weekly: { days: [tue], at: "10:00", for: 8m } }'))).toEqual(['plans[0].drill.weekly.for: expected more than 8m, its objective, which must fit in; found "8m"']);
  });

  it('is warned of a freeze that is long by what that means for a plan, which silences nothing', () => {
    const freeze = (to: string) => told(plan(FENCE, `, freeze: [{ name: Peak, from: "2026-12-01 22:00", to: "${to}" }]`));
    expect(freeze('2026-12-20 23:00')).toEqual(['warning: plans[0].freeze[0].to: this freeze is 19 days long; its plan begins only with an override all that time']);
    expect(freeze('2026-12-14 23:00')).toEqual([]);
  });

  it('is refused where a plan below it does not take what may be chosen here', () => {
    const children = (parameter: string) => told(`plans:
  - { id: all, name: A, kind: businessContinuity, group: g, services: [shop], parameters: { site: { value: fra, oneOf: [fra, ber] } }, children: [one] }
  - { id: one, name: B, kind: recover, group: g, services: [shop], parameters: { site: ${parameter} }, steps: [{ id: w, kind: wait, for: 1s }] }
`);
    expect(children('{ value: fra, oneOf: [fra, ber, par] }')).toEqual([]);
    expect(children('{ value: par }')).toEqual([]);
    expect(children('{ value: fra, oneOf: [fra, par] }')).toEqual(['plans[0].children: expected `oneOf` of `site` in `one` to hold "ber", which `site` of this plan may be']);
  });

  it('is refused where plans lead back to themselves', () => {
    const one = (id: string, children: string) => `  - { id: ${id}, name: P, kind: businessContinuity, group: all, services: [shop], children: [${children}] }\n`;
    expect(told(`plans:\n${one('a', 'b')}${one('b', 'c')}${one('c', 'a')}`)).toEqual([
      'plans[0].children[0]: expected plans that do not lead back to themselves, found a → b → c → a',
      'plans[1].children[0]: expected plans that do not lead back to themselves, found b → c → a → b',
      'plans[2].children[0]: expected plans that do not lead back to themselves, found c → a → b → c',
    ]);
    expect(told(`plans:\n${one('a', 'a')}`)).toEqual(['plans[0].children[0]: expected plans that do not lead back to themselves, found a → a']);
    expect(told(`plans:\n${one('a', 'b, b')}${one('b', 'd')}  - { id: d, name: D, kind: degrade, services: [shop], steps: [{ id: w, kind: wait, for: 1s }] }\n`)).toEqual([
      'plans[0].children[1]: expected each plan once, found "b" again',
      'plans[1].children[0]: expected a plan of the group `all`, so that one lock covers all of it; "d" is of `d`, on line 16',
    ]);
  });

  it('takes no parameter that a shell or an option parser would read, and knows every name that it uses', () => {
    for (const value of ['a b', '$(reboot)', '; rm -rf /', '`id`', 'a|b', "a'b", '--force', 'a\\nb', '{{target}}', ''])
      expect(told(plan('{ id: w, kind: wait, for: 1s }', `, parameters: { site: { value: ${JSON.stringify(value)} } }`))[0], value).toMatch(/^plans\[0\]\.parameters\.site\.value: expected 1 to 200 letters.*that a shell reads/);
    expect(told(plan('{ id: a, kind: http, request: { url: "https://{{siet}}.acme.test/{{ site }}" } }', ', parameters: { site: { value: fra, oneOf: [ams] }, target: { value: a } }'))).toEqual([
      'plans[0].parameters.site.value: expected one of the values of `oneOf`, found "fra"',
      'plans[0].parameters.target: expected another name: `target` has a meaning of its own',
      'plans[0].steps[0].request.url: expected the name of a parameter, found "{{siet}}"; did you mean `site`?',
      'plans[0].steps[0].request.url: expected the name of a parameter, found "{{ site }}"; write {{site}}',
    ]);
    const shells = HEAD.replace('/usr/bin/kubectl', '/bin/bash');
    expect(parseConfig(shells, { file: 'f' }).issues.map(({ message }) => message)).toEqual(['expected a program that does one thing, found "/bin/bash", which runs whatever it is given']);
  });

  it('that lets jobs run again says so for each kind, and runs nothing twice that does harm twice without a person', () => {
    const drain = (kinds: string, request = '{ url: "https://q.test/{{kind}}/{{action}}/{{order}}/{{expireAfterSeconds}}" }') => `{ id: q, kind: drain, queue: jobs, request: { url: "https://q.test/stop" }, jobs: { look: { url: "https://q.test/kinds" }, request: ${request}, kinds: [${kinds}] } }`;
    const word = ', parameters: { pay: { value: "no", oneOf: ["no", "yes"] }, site: { value: fra } }';
    expect(told(plan(drain('{ kind: mail, action: run, idempotent: true }, { kind: payment, action: run, onlyIf: "{{pay}}" }, { kind: report, action: park, expireAfter: 2h }'), word)).filter((each) => !each.startsWith('warning'))).toEqual([]);
    expect(told(plan(drain('{ kind: payment, action: run }, { kind: mail, action: run, onlyIf: "{{site}}" }, { kind: mail, action: park, onlyIf: "{{pay}}" }, { kind: old, action: expire, expireAfter: 1h }'), word))).toEqual([
      'plans[0].steps[0].jobs.kinds[0]: expected `idempotent: true`, or `onlyIf` with a parameter that a person says "yes" with: run again, such a job may do twice what it does',
      'plans[0].steps[0].jobs.kinds[1].onlyIf: expected a parameter such as "{{runPayments}}" that is { value: "no", oneOf: ["no", "yes"] }, found "{{site}}"',
      'plans[0].steps[0].jobs.kinds[2].kind: expected each kind once, found "mail" again',
      'plans[0].steps[0].jobs.kinds[2].onlyIf: `onlyIf` is of jobs that are run and are not idempotent',
      'plans[0].steps[0].jobs.kinds[3].expireAfter: all of these are thrown away, however old they are',
    ]);
    expect(told(plan(drain('{ kind: mail, action: park, expireAfter: 1h }', '{ url: "https://q.test/" }')))).toEqual([
      'plans[0].steps[0].jobs.request: expected `{{kind}}` somewhere in this call: otherwise it would not say which jobs it is about',
      'plans[0].steps[0].jobs.request: expected `{{action}}` somewhere in this call: otherwise it would not say what becomes of them',
      'plans[0].steps[0].jobs.request: expected `{{expireAfterSeconds}}` somewhere in this call: otherwise nothing would be thrown away',
    ]);
    // What stands for a decision means nothing anywhere else.
    expect(told(plan('{ id: q, kind: http, request: { url: "https://q.test/{{action}}" } }'))[0]).toMatch(/expected the name of a parameter, found "\{\{action\}\}"/);
  });

  it('with a million targets is refused with a look at what it would touch, at once', () => {
    const step = (targets: string) => plan(`{ id: all, kind: http, request: { url: "https://{{target}}.acme.test/" }, targets: ${targets} }`);
    expect(told(step('"web-[1-1000000]"'))).toEqual(['plans[0].steps[0].targets: expected at most 100 targets, found 1,000,000: this step would touch web-1, web-2, web-3 … web-1000000']);
    expect(told(step('"web-[001-999999999999]"'))[0]).toContain('found 999,999,999,999: this step would touch web-001, web-002, web-003 … web-999999999999');
    expect(told(step('"web-[12-1]"'))[0]).toContain('expected a list, or a range such as "web-[1-12]"');
    expect(told(step('"web-[1-12]"'))).toEqual([]);
    expect(told(plan('{ id: all, kind: http, request: { url: "https://web.acme.test/" }, targets: [a, b] }'))).toEqual(['plans[0].steps[0].targets: expected `{{target}}` somewhere in this step: otherwise the same would be done to each']);
  });

  it('says of records what is wrong with them', () => {
    expect(told(plan('{ id: a, kind: dns, providers: [bind, bind], record: api.other.test, to: [192.0.2.2, 192.0.2.2, b.test], ttl: 1h, proxied: true, drill: { record: API.other.test } }'))).toEqual([
      'plans[0].steps[0].providers[1]: expected another provider than `bind`, which stands there already',
      'plans[0].steps[0].record: expected a name within acme.test, the zone of `bind`, found "api.other.test"',
      'plans[0].steps[0].to[1]: expected each value once, found "192.0.2.2" again',
      'plans[0].steps[0].to[2]: expected an IPv4 address in a record of type A, found "b.test"',
      'plans[0].steps[0].proxied: `proxied` is of Cloudflare, and none of its providers is',
      'plans[0].steps[0].drill.record: expected a name within acme.test, the zone of `bind`, found "API.other.test"',
      'plans[0].steps[0].drill.record: expected another record than the one that users need',
      'warning: plans[0].steps[0].ttl: resolvers may keep the old records longer than the objective of 8m',
    ]);
    expect(told(plan('{ id: a, kind: dns, providers: [bind], record: a.acme.test, to: [] }'))).toEqual(['plans[0].steps[0].to: expected a list of 1 entry or more, found an empty list']);
    expect(told(plan(DNS).replace(', target: { healthy: [fra, fra-outside] }', ''))).toEqual(['warning: plans[0].steps[0]: nothing says whether the new records lead to something healthy: write `healthy`, or `target` of the plan']);
  });

  it('that switches services says where what customers are to know is told to nobody', () => {
    const tiers = 'tiers: [{ service: search, mode: reduced, request: { url: "https://a.test/" }, text: Fewer results. }]\n';
    const less = '{ id: less, kind: degrade, services: [search], to: reduced }';
    expect(told(plan(less).replace('failover', 'degrade') + tiers)).toEqual(['warning: plans[0].steps[0]: `text` of its tiers is told to nobody: no `notify` step comes after it']);
    expect(told(plan(`${less},\n{ id: tell, kind: notify, channels: [team] }`).replace('failover', 'degrade') + tiers)).toEqual([]);
    expect(told(plan(`{ id: tell, kind: notify, channels: [team] },\n${less}`).replace('failover', 'degrade') + tiers)).toHaveLength(1);
  });

  it('needs what its kind is about', () => {
    expect(told('plans: [{ id: a, name: A, kind: rollback, services: [shop] }]\n')).toEqual(['plans[0]: expected `steps` or `children`: this plan does nothing', 'plans[0].kind: expected `lastKnownGood`, the version that a rollback goes back to']);
    expect(told(plan(DNS, ', group: g').replace('failover', 'recover') + '  - { id: b, name: B, kind: degrade, group: g, coolDown: 5m, services: [shop], steps: [{ id: w, kind: wait, for: 1s }] }\n')).toEqual(['plans[1].coolDown: expected 30m, the cool-down of its group `g` on line 14, found "5m"']);
    expect(told(plan('{ id: up, kind: ramp, set: { url: "https://a.test/" }, ladder: [5, 5], while: [{ signal: { id: up, above: 0 } }] },\n{ id: ok, kind: approve, timeout: 5m, aloneAfter: 5m }'))).toEqual([
      'plans[0].steps[0].set: expected `{{rung}}` somewhere in this call: otherwise each value would be the same',
      'plans[0].steps[0].ladder[1]: expected more than the value before (5), found 5',
      'plans[0].steps[1].aloneAfter: expected less than `timeout` (5m), found "5m"',
    ]);
    expect(parseConfig((HEAD + plan(`${DNS},\n{ id: ok, kind: approve }`)).replace('name: Bo, rights: [approve]', 'name: Bo'), { file: 'f' }).issues.map(({ message }) => message)).toEqual(['only Ada could approve this, and not what they started themselves: write `aloneAfter`, or give somebody else the right']);
  });
});

describe('what may begin by itself', () => {
  const trigger = (mode: string, of = 'go') => `triggers: [{ id: t, plan: ${of}, on: primaryFails, signals: [up], mode: ${mode} }]\n`;

  it('is never a plan that moves traffic while both sites can accept writes', () => {
    for (const steps of [DNS, `${DNS},\n${FENCE}`]) {
      const said = told(plan(steps, ', writes: true') + trigger('automatic'));
      expect(said).toEqual(['warning: plans[0].writes: both sites can accept writes: no `fence` stands before its `dns` step, so it is never automatic', 'triggers[0].mode: expected suggest: both sites can accept writes, because `go` has no `fence` before its `dns` step']);
    }
    expect(told(plan(`${FENCE},\n${DNS}`, ', writes: true') + trigger('automatic'))).toEqual([]);
    expect(told(plan(DNS, ', writes: true') + trigger('suggest'))).toHaveLength(1);
    const children = `${plan(DNS, ', writes: true, group: g')}  - { id: all, name: All, kind: businessContinuity, group: g, services: [shop], children: [go] }\n`;
    expect(told(children + trigger('countdown', 'all')).at(-1)).toContain('triggers[0].mode: expected suggest: both sites can accept writes');
  });

  it('is never a way back', () => {
    const back = plan(DNS, ', group: g').replace('failover', 'failBack');
    expect(told(back + trigger('automatic'))).toEqual(['triggers[0].mode: expected suggest: failing back is never automatic, and `go` does']);
    expect(told(`${back}  - { id: all, name: All, kind: businessContinuity, group: g, services: [shop], children: [go] }\n${trigger('countdown', 'all')}`)).toHaveLength(1);
  });

  it('needs a target that two places look at, more than two failed checks, and signals of the right kind', () => {
    expect(told(plan(DNS).replace('[fra, fra-outside]', '[fra, up]') + trigger('automatic'))).toEqual(['warning: triggers[0].mode: the target of `go` is looked at from one place only: this trigger will only suggest']);
    expect(told(plan(DNS) + 'triggers: [{ id: t, plan: go, on: healthCheck, above: 1, failedChecks: 2 }, { id: t, plan: gone, on: healthCheck, above: 1, signals: [up], notice: [x] }]\n')).toEqual([
      'triggers[0].failedChecks: expected 3 or more: it acts on more than two failed checks in a row, found the number 2',
    ]);
    expect(told(plan(DNS) + 'triggers: [{ id: t, plan: go, on: healthCheck, above: 1 }, { id: u, plan: gone, on: healthCheck, above: 1, signals: [up], notice: [tema] }]\n')).toEqual([
      'triggers[0]: expected `signals`, because no essential (tier 1) service has a p95 latency that could be checked',
      'triggers[1].plan: expected the id of a plan, found "gone"; known: `go`',
      'triggers[1].signals[0]: expected a signal of kind latency, found "up", which is of kind availability',
      'triggers[1].notice[0]: expected the id of a channel, found "tema"; did you mean `team`?',
    ]);
  });
});

describe('secrets of plans', () => {
  it('are found wherever a plan has them, said where they stand in plain text or are broken, and never told in a change', () => {
    const text = plan('{ id: a, kind: http, request: { url: "https://u:p@a.test/", headers: { Authorization: plain }, body: "${env:}" } },\n{ id: b, kind: command, command: { program: kubectl, env: { API_TOKEN: hush, KUBECONFIG: "${file:k}" } } }');
    expect(told(text)).toEqual([
      'plans[0].steps[0].request.url: expected an address without user name and password; put them under `auth` or `headers`',
      'plans[0].steps[0].request.body: expected ${env:NAME}, ${file:path} or ${secret:name}, found a reference that is none of them (write $${ for a literal ${)',
      'warning: plans[0].steps[0].request.headers.Authorization: a secret stands here in plain text; write ${env:NAME}, ${file:path} or ${secret:name} instead',
      'warning: plans[0].steps[1].command.env.API_TOKEN: a secret stands here in plain text; write ${env:NAME}, ${file:path} or ${secret:name} instead',
    ]);
    const doc = readFileSync('docs/configuration.md', 'utf8');
    const block = [...doc.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, each = '']) => each).find((each) => each.includes('to-frankfurt') && each.includes('kind: ramp')) ?? '';
    const { written } = parseConfig(`version: 1\nworkspace: { name: A }\n${block}`, { file: 'f' });
    if (written === null) throw new Error('the example of the document cannot be read');
    expect(secretFields(written).map(({ text: field }) => field)).toEqual(expect.arrayContaining(['${env:TSIG_SECRET}', '${env:CLOUDFLARE_TOKEN}', '${file:ber.kubeconfig}', 'Bearer ${env:DEPLOY_TOKEN}']));
    expect(compareConfigs(null, written).plans.added).toContain('to-frankfurt');
    const changed = { ...written, dnsProviders: written.dnsProviders.map((each) => (each.type === 'rfc2136' ? { ...each, key: { ...each.key, secret: 'c2VjcmV0' } } : each)) };
    expect(differenceText(written, changed).join()).toBe('DNS provider bind: key.secret "${env:TSIG_SECRET}" → [secret]');
  });
});
