import type { ConfigInput, DemoConfigOptions } from './demo-config.ts';
import { API_TTL_SECONDS, DEMO_NAME, DEMO_ZONE, DRILL_NAME } from './dns-zone.ts';
import { LOOPBACK } from './loopback-port.ts';
import { NOWHERE, type RegionId, REGIONS } from './regions.ts';
import { TSIG_KEY_NAME } from './name-servers.ts';

type PlanInput = NonNullable<ConfigInput['plans']>[number];
type StepInput = NonNullable<PlanInput['steps']>[number];
type Continuity = Required<Pick<ConfigInput, 'dnsProviders' | 'tiers' | 'plans' | 'triggers'>>;
type Request = Extract<StepInput, { kind: 'http' }>['request'];

/** Beside the configuration, each in a file that only its owner reads. */
export const SECRET_FILES = { tsig: 'tsig.key', token: 'control.token' } as const;
const API_SERVICES = ['checkout', 'login', 'payments', 'search'];
const PROVIDER = 'demo-dns';
const AUTHORIZATION = { Authorization: `Bearer \${file:${SECRET_FILES.token}}` };

/** What is done when the demo's API is down: the plans of the requirements, on the demo's own name servers, regions, tiers and queue. */
export function demoContinuity(options: DemoConfigOptions): Continuity {
  const { ports } = options;
  const call = callsOf(options);
  const tier = (service: 'search' | 'queue', mode: 'full' | 'reduced', text: string): NonNullable<ConfigInput['tiers']>[number] => ({
    service,
    mode,
    request: call.put(`/tiers/${service}`, { mode }),
    readBack: call.shows(`/tiers/${service}`, `"mode":"${mode}"`),
    // Customers are told by the whole plan, which needs a second region.
    ...(mode === 'reduced' ? { ...(ports.hasSecondRegion ? { text } : {}), exit: 'errors below 1 % for ten minutes' } : {}),
  });
  const plans = [letBackIn(options), essentials, everythingAgain];
  return {
    dnsProviders: [
      {
        id: PROVIDER,
        type: 'rfc2136',
        name: 'Name servers of the demo',
        zone: DEMO_ZONE,
        server: ports.nameServers[0] ?? '',
        authoritative: [...ports.nameServers],
        key: { name: TSIG_KEY_NAME, secret: `\${file:${SECRET_FILES.tsig}}` },
      },
    ],
    tiers: [tier('search', 'reduced', 'Search looks at the newest items only.'), tier('search', 'full', ''), tier('queue', 'reduced', 'Mails and pictures come later; payments are made.'), tier('queue', 'full', '')],
    plans: ports.hasSecondRegion ? [moveTo('second', options), moveTo('first', options), nameBack(options), ...plans, wholePlan(options)] : plans,
    triggers: ports.hasSecondRegion ? triggersOf(options) : [],
  };
}

function callsOf({ ports }: DemoConfigOptions) {
  const url = (path: string): string => `http://${LOOPBACK}:${ports.controlPort}${path}`;
  const send = (method: 'PUT' | 'POST', path: string, body: object): Request => ({ method, url: url(path), headers: AUTHORIZATION, body: JSON.stringify(body) });
  return {
    put: (path: string, body: object) => send('PUT', path, body),
    post: (path: string, body: object) => send('POST', path, body),
    look: (path: string) => ({ url: url(path), headers: AUTHORIZATION }),
    shows: (path: string, contains: string) => ({ http: { url: url(path), headers: AUTHORIZATION, expect: { contains } } }),
  };
}

const other = (region: RegionId): RegionId => (region === 'first' ? 'second' : 'first');

/** How much of what was written the other region does not have yet; without Prometheus nobody knows. */
const lagOf = ({ prometheusUrl }: DemoConfigOptions): Pick<PlanInput, 'lag'> => (prometheusUrl === null ? {} : { lag: 'replication-lag' });

const leadTo = (address: string, { ports }: DemoConfigOptions): Extract<StepInput, { kind: 'dns' }> => ({
  id: 'switch',
  name: `${DEMO_NAME} leads to ${address}`,
  kind: 'dns',
  providers: [PROVIDER],
  record: DEMO_NAME,
  to: [address],
  ttl: `${API_TTL_SECONDS}s`,
  resolvers: [`${LOOPBACK}:${ports.resolverPort}`],
  gates: { accepted: '5s', authoritative: '10s', resolvers: '30s', moved: '60s' },
  drill: { record: DRILL_NAME },
});
const ANSWERS: StepInput = { id: 'answers', name: 'The API answers by its name', kind: 'verify', that: { signal: { id: 'checkout-up', above: 0, consecutive: 2 } }, within: '60s' };

/** Fail over, and back: the region that is left takes no writes before the other one does, and only then does the name move. */
function moveTo(region: RegionId, options: DemoConfigOptions): PlanInput {
  const call = callsOf(options);
  const old = other(region);
  const seen = options.prometheusUrl !== null;
  const writes = (takes: boolean): string => `"writes":${takes}`;
  return {
    id: `to-${region}`,
    name: region === 'second' ? 'Fail over to the second region' : 'Back to the first region',
    kind: region === 'second' ? 'failover' : 'failBack',
    group: 'api',
    services: [...API_SERVICES, 'edge'],
    objective: '8m',
    writes: true,
    ...lagOf(options),
    target: { healthy: [`${region}-up`, ...(seen ? [`${region}-scraped`] : [])], ...(seen ? { capacity: `${region}-load` } : {}) },
    steps: [
      { id: 'old-off', name: `The ${old} region takes no writes`, kind: 'fence', request: call.put(`/regions/${old}`, { writes: false }), proof: call.shows(`/regions/${old}`, writes(false)), within: '10s', timeout: '5s' },
      { id: 'new-on', name: `The ${region} region takes writes`, kind: 'http', request: call.put(`/regions/${region}`, { writes: true }), readBack: call.shows(`/regions/${region}`, writes(true)), timeout: '5s' },
      {
        ...leadTo(REGIONS[region].address, options),
        from: [REGIONS[old].address],
        moved: seen ? { signal: { id: `${region}-traffic`, above: 5, consecutive: 2 } } : call.shows(`/regions/${region}`, '"serving":true'),
      },
      ANSWERS,
    ],
  };
}

/** What a routine change has done to the name is taken back, and only that: a name that leads to a region by now is left alone. */
function nameBack(options: DemoConfigOptions): PlanInput {
  const { address } = REGIONS.first;
  return {
    id: 'name-back',
    name: 'Take the change of the name back',
    kind: 'rollback',
    group: 'api',
    services: [...API_SERVICES, 'edge'],
    objective: '8m',
    lastKnownGood: { version: address, current: callsOf(options).look('/name'), scope: ['edge'] },
    target: { healthy: ['first-up', ...(options.prometheusUrl === null ? [] : ['first-scraped'])] },
    steps: [
      { ...leadTo(address, options), from: [NOWHERE], moved: callsOf(options).shows('/regions/first', '"serving":true') },
      ANSWERS,
    ],
  };
}

/** What waits is let in step by step, and steps back as soon as the API suffers. */
function letBackIn(options: DemoConfigOptions): PlanInput {
  const call = callsOf(options);
  const seen = options.prometheusUrl !== null;
  const depth = seen ? { depth: 'queue-depth' } : {};
  return {
    id: 'jobs-back-in',
    name: 'Let the jobs back in',
    kind: 'recover',
    group: 'jobs',
    services: ['queue'],
    // Payments run twice are a person's to decide: "yes" is said at the start of a run.
    parameters: { runPayments: { value: 'no', oneOf: ['no', 'yes'] } },
    steps: [
      { id: 'hold', name: 'The workers take nothing', kind: 'drain', queue: 'jobs', request: call.put('/queue/rate', { percent: 0 }), undo: call.put('/queue/rate', { percent: 100 }), readBack: call.shows('/queue', '"rate":0,'), ...depth, timeout: '5s' },
      {
        id: 'aside',
        name: 'New jobs go to the emergency queue, and what waits is looked at',
        kind: 'drain',
        queue: 'jobs',
        request: call.put('/queue/divert', { on: true }),
        undo: call.put('/queue/divert', { on: false }),
        readBack: call.shows('/queue', '"diverted":true'),
        jobs: {
          look: call.look('/queue'),
          request: { ...call.put('/queue/kinds/{{kind}}', {}), body: '{"action":"{{action}}","order":"{{order}}","expireAfterSeconds":{{expireAfterSeconds}}}' },
          kinds: [
            { kind: 'payments', action: 'run', onlyIf: '{{runPayments}}' },
            { kind: 'mail', action: 'run', order: 'newestFirst', expireAfter: '24h', idempotent: true },
            { kind: 'thumbnails', action: 'run', idempotent: true },
          ],
        },
        ...depth,
        ...(seen ? { emergency: 'emergency-depth', emergencyAge: 'emergency-oldest' } : {}),
        timeout: '5s',
      },
      { id: 'workers', name: 'The workers are there', kind: 'verify', that: call.shows('/queue', '"working":true'), within: '10m' },
      {
        id: 'raise',
        name: 'Let them in step by step',
        kind: 'ramp',
        set: { ...call.put('/queue/rate', {}), body: '{"percent":{{rung}}}' },
        ladder: [5, 25, 50, 100],
        before: 0,
        dwell: '3s',
        while: [{ signal: { id: 'checkout-errors', below: 0.03 } }, { signal: { id: 'checkout-p95', below: 0.8 } }],
        integrity: call.shows('/queue/integrity', '"integrity":"ok"'),
        until: { http: call.look('/queue/health') },
        ...depth,
        timeout: '5s',
      },
      { id: 'taken', name: 'New jobs are taken as usual', kind: 'http', request: call.put('/queue/divert', { on: false }), readBack: call.shows('/queue', '"diverted":false'), timeout: '5s' },
      { id: 'replay', name: 'What may be done twice comes back from the emergency queue', kind: 'http', request: call.post('/queue/replay', { payments: false }), timeout: '5s' },
    ],
  };
}

const essentials: PlanInput = {
  id: 'essentials',
  name: 'Only what is essential',
  kind: 'degrade',
  group: 'api',
  services: ['search', 'queue'],
  steps: [{ id: 'less', name: 'Search and jobs do less', kind: 'degrade', services: ['search', 'queue'], to: 'reduced' }],
};

const everythingAgain: PlanInput = {
  id: 'everything-again',
  name: 'Everything again',
  kind: 'recover',
  group: 'api',
  services: ['search', 'queue'],
  steps: [{ id: 'all', name: 'Search and jobs do everything', kind: 'degrade', services: ['search', 'queue'], to: 'full' }],
};

const wholePlan = (options: DemoConfigOptions): PlanInput => ({
  id: 'whole-plan',
  name: 'API down for more than 15 minutes',
  kind: 'businessContinuity',
  group: 'api',
  services: [...API_SERVICES, 'edge'],
  writes: true,
  ...lagOf(options),
  objective: '15m',
  roles: [
    { role: 'incidentCommander', does: 'decides, and says so', person: 'mara' },
    { role: 'communicationsLead', does: 'tells customers every 20 minutes what is known', person: 'jonas' },
    { role: 'engineer', does: 'watches the second region, and lets the jobs back in', person: 'aiko' },
  ],
  contacts: [
    { name: 'Company that runs the name servers', reach: '+49 30 5550 100, customer 4711', for: 'a zone that cannot be changed' },
    { name: 'Data centre of the second region', reach: '+49 69 5550 200', for: 'capacity' },
    { name: 'Management on call', reach: '+49 30 5550 300', for: 'what customers are promised' },
  ],
  children: ['essentials', 'to-second'],
  steps: [{ id: 'agree', name: 'The whole plan begins', kind: 'approve', timeout: '15m', aloneAfter: '10s' }],
});

/** All of them suggest: a person decides. */
const triggersOf = ({ prometheusUrl }: DemoConfigOptions): Continuity['triggers'] => [
  { id: 'all-slow', plan: 'name-back', on: 'healthCheck', every: '5s', above: 1 },
  { id: 'first-fails', plan: 'to-second', on: 'primaryFails', every: '5s', signals: ['first-up', ...(prometheusUrl === null ? [] : ['first-scraped'])] },
  { id: 'fifteen-minutes', plan: 'whole-plan', on: 'whenClock' },
];
