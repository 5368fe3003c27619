import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CallInput, CallName, CallOutput } from '../../../../shared/contract/contract.ts';
import type { PlanPreview } from '../../../../shared/model/continuity/plan.ts';
import type { Run } from '../../../../shared/model/continuity/run.ts';
import { PersonId, PlanId } from '../../../../shared/model/ids.ts';
import { dig, KEY, ZONE } from '../../../engine/continuity/dns/testing/bind-pair.ts';
import { observe, oneOf } from '../../../engine/continuity/dns/testing/observer.ts';
import { silentLog } from '../../../engine/testing/manual-clock.ts';
import { realClock } from '../../../engine/testing/real-clock.ts';
import { CLOUDFLARE_TOKEN, CLOUDFLARE_ZONE } from '../../../../../e2e/fakes/cloudflare.ts';
import { ROUTE53_KEY, ROUTE53_ZONE } from '../../../../../e2e/fakes/route53.ts';
import { CLOUDFLARE_OPERATIONS } from '../../../engine/continuity/dns/cloudflare/api.ts';
import { openCore } from '../open-core.ts';
import { AT, NEW, NS, OLD, RECORD, startWorld, type World } from './world.ts';

/**
 * Run as a process in a network of its own: plays what becomes of plans while DNS is there, while it is cut, and while a provider
 * cannot be reached, and prints what it saw as one line of JSON. Arguments: the file of resolvers, and a folder with certificates.
 */
const [resolvFile = '', folder = ''] = process.argv.slice(2);
const MOVE = PlanId.parse('move');
const LATER = PlanId.parse('later');
const TOKEN = `ada-${'0'.repeat(40)}`;

/** As people write it: the providers' usual addresses, and name servers that are found. */
const configOf = (more: { readonly cloudflare?: string; readonly route53?: string } = {}): string => `version: 1
workspace: { name: Acme, timeZone: UTC }
people: [{ id: ada, name: Ada Lovelace, rights: [view, publish, operate, approve] }]
services: [{ id: checkout-api, name: Checkout, tier: 1 }]
plans:
  - id: move
    name: Move the record
    kind: failover
    services: [checkout-api]
    steps:
      - { id: both, kind: dns, providers: [cf, aws], record: ${RECORD}, to: [${NEW.join(', ')}], ttl: 60s, gates: { authoritative: 20s } }
      - { id: own, kind: dns, providers: [bind], record: api.own.test, to: [${NEW.join(', ')}], ttl: 60s }
      - { id: look, kind: approve, timeout: 10m }
  - id: later
    name: Move the record a moment later
    kind: failover
    services: [checkout-api]
    steps:
      - { id: moment, kind: wait, for: 1s }
      - { id: both, kind: dns, providers: [cf, aws], record: ${RECORD}, to: [${NEW.join(', ')}], ttl: 60s }
dnsProviders:
  - { id: cf, type: cloudflare, zone: ${ZONE}, zoneId: "${CLOUDFLARE_ZONE}", token: "${CLOUDFLARE_TOKEN}"${more.cloudflare ?? ''} }
  - { id: aws, type: route53, zone: ${ZONE}, hostedZone: ${ROUTE53_ZONE}, accessKeyId: "${ROUTE53_KEY.accessKeyId}", secretAccessKey: "${ROUTE53_KEY.secretAccessKey}"${more.route53 ?? ''} }
  - { id: bind, type: rfc2136, zone: own.test, server: "${AT.own}", authoritative: ["${AT.own}"], key: { name: ${KEY.name}, algorithm: ${KEY.algorithm}, secret: "${KEY.secret.toString('base64')}" } }
`;

/** One life of the engine over a database. */
async function life<T>(database: string, work: (console: Console) => Promise<T>, config = configOf()): Promise<T> {
  const open = await openCore(config, { clock: realClock, log: silentLog, database, presetTokens: [{ person: PersonId.parse('ada'), variable: 'HOLDFAST_TOKENS', hash: createHash('sha256').update(TOKEN).digest() }] });
  const call = async <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> => {
    const result = (await open.core.call(name, input, { kind: 'bearer', token: TOKEN })) as { ok: true; value: CallOutput<N> } | { ok: false; error: { message: string; details?: unknown } };
    if (!result.ok) throw new Error(`${name}: ${result.error.message} ${JSON.stringify(result.error.details)}`);
    return result.value;
  };
  try {
    return await work({ call });
  } finally {
    await open.close();
  }
}
interface Console {
  readonly call: <N extends CallName>(name: N, input: CallInput<N>) => Promise<CallOutput<N>>;
}

/** What the sheet says, with how long it took. */
async function sheet({ call }: Console, id = MOVE) {
  const beganMs = performance.now();
  const preview = await call('plans.preview', { id, mode: 'live', parameters: {} });
  const of = (...rules: readonly string[]): string[] => preview.preflight.checks.filter(({ rule }) => rules.includes(rule)).map(({ step, state, says }) => `${String(step)} ${state}: ${says}`);
  return {
    tookMs: Math.round(performance.now() - beganMs),
    credentials: of('credentials'),
    record: of('record', 'ttl'),
    delegation: of('delegation'),
    live: preview.steps.map(({ live }) => live?.says ?? null),
    targets: preview.steps.map(({ actions }) => actions.map(({ to }) => to)),
    notes: preview.steps.map(({ notes }) => notes),
    keepOldShare: preview.propagation?.keepOldShare ?? null,
    ttlSeconds: preview.propagation?.ttlSeconds ?? null,
    preview,
  };
}
const shown = (given: Awaited<ReturnType<typeof sheet>>) => ({ ...given, preview: null });

/** Confirms what was shown, and overrides what may be, unless told otherwise. */
async function begin({ call }: Console, { plan: id, hash, preflight }: PlanPreview, overrides = true): Promise<Run> {
  const rules = new Set(preflight.checks.filter(({ state, overridable }) => overrides && overridable && (state === 'blocked' || state === 'unknown')).map(({ rule }) => rule));
  await call('plans.arm', { id, mode: 'live' });
  return call('plans.run', { id, mode: 'live', hash, intent: `click-${String(performance.now())}`, parameters: {}, overrides: [...rules].map((rule) => ({ rule, reason: 'the world is on fire' })), surprises: false });
}

async function until({ call }: Console, { id }: Run, is: (run: Run) => boolean): Promise<Run> {
  for (let turn = 0; turn < 1_200; turn += 1) {
    const run = await call('runs.get', { id });
    if (is(run)) return run;
    await pause(25);
  }
  throw new Error(`${id} did not become as wanted: ${JSON.stringify(await call('runs.get', { id }))}`);
}
const told = ({ state, why, steps }: Run) => ({ state, why, steps: steps.map(({ state: phase, outcome, progress }) => ({ state: phase, outcome, gates: progress?.kind === 'dns' ? Object.fromEntries(progress.gates.map((gate) => [gate.gate, `${gate.state}: ${gate.says ?? ''}`])) : null })) });

/** Everywhere at once: at the APIs, at the providers' name servers, at the server of one's own. */
async function records({ cloudflare, route53, nameServers, own }: World) {
  const asked = await Promise.all([...nameServers.map((server) => dig(server, RECORD, 'A')), dig(own.address, 'api.own.test', 'A')]);
  return { cloudflare: cloudflare.contents(RECORD), route53: route53.values(RECORD, 'A'), servers: asked.map((lines) => lines.map((line) => line.split(' ').at(-1))) };
}

const world = await startWorld({ resolvFile, folder });
const database = `${folder}/holdfast.db`;
const observers = await Promise.all([
  ...world.nameServers.map((server) => observe(server, [{ name: RECORD, type: 'A', isWhole: oneOf('A', OLD, NEW) }])),
  observe(world.own.address, [{ name: 'api.own.test', type: 'A', isWhole: oneOf('A', OLD, NEW) }]),
]);
try {
  const says: Record<string, unknown> = {};
  // Other zones above, while there is a resolver.
  await world.delegate([NS.cloudflare]);
  says['oneDelegated'] = (await life(':memory:', sheet)).delegation;
  await world.delegate([NS.cloudflare, NS.route53], `12345 13 2 ${'ab'.repeat(32)}`);
  says['signedAbove'] = (await life(':memory:', sheet)).delegation;
  await world.delegate([NS.cloudflare, NS.route53]);
  says['withDns'] = shown(await life(database, sheet));

  await world.cut('silent');
  says['cut'] = await life(database, async (console) => {
    const seen = await sheet(console);
    const beganMs = performance.now();
    const begun = await begin(console, seen.preview);
    const moved = await until(console, begun, ({ state, steps }) => state !== 'running' || steps[2]?.state === 'approving');
    const tookMs = Math.round(performance.now() - beganMs);
    return { sheet: shown(seen), tookMs, run: told(moved), records: await records(world), id: begun.id, epoch: moved.epoch };
  });
  await world.cut('none');
  says['noResolver'] = await life(database, async (console) => {
    const { id, epoch } = says['cut'] as { readonly id: Run['id']; readonly epoch: number };
    const begun = await console.call('runs.get', { id });
    await console.call('runs.rollBack', { id, epoch, reason: 'B is no better' });
    const back = await until(console, begun, ({ state }) => state !== 'running');
    return { run: told(back), records: await records(world), sheet: shown(await sheet(console)) };
  });
  says['neverSeen'] = await life(':memory:', async (console) => {
    const seen = await sheet(console);
    const run = await until(console, await begin(console, seen.preview), ({ state }) => state !== 'running');
    return { sheet: shown(seen), run: told(run), records: await records(world) };
  });
  const written = (api: string, server: string): string => `, addresses: ["${api}"], authoritative: ["${server}"]`;
  says['writtenDown'] = shown(await life(':memory:', sheet, configOf({ cloudflare: written(AT.cloudflareApi, AT.cloudflareNs), route53: written(AT.route53Api, AT.route53Ns) })));

  await world.fronts.cloudflare.show(null);
  says['primaryGone'] = await life(database, async (console) => {
    const seen = await sheet(console);
    const refused = await begin(console, seen.preview, false).then(() => 'begun', (error: unknown) => String(error));
    const begun = await begin(console, seen.preview);
    const run = await until(console, begun, ({ state, steps }) => state !== 'running' || steps[2]?.state === 'approving');
    const moved = await records(world);
    await console.call('runs.rollBack', { id: begun.id, epoch: run.epoch, reason: 'B is no better' });
    const back = await until(console, begun, ({ state }) => state !== 'running');
    return { sheet: shown(seen), refused, run: told(run), records: moved, back: back.state, after: await records(world) };
  });
  await world.fronts.cloudflare.show('other');
  const heard = world.cloudflare.seen.length;
  says['stranger'] = await life(database, async (console) => ({ sheet: shown(await sheet(console)), heardByTheRealOne: world.cloudflare.seen.length - heard }));
  // It was reached when the sheet was confirmed, and is somebody else when the change is to be made.
  await world.fronts.cloudflare.show('cloudflare');
  says['strangerInARun'] = await life(database, async (console) => {
    const begun = await begin(console, (await sheet(console, LATER)).preview);
    await world.fronts.cloudflare.show('other');
    const run = await until(console, begun, ({ state }) => state !== 'running');
    return { run: told(run), records: await records(world) };
  });
  says['batches'] = world.cloudflare.calls(CLOUDFLARE_OPERATIONS.batch).length;
  says['seen'] = await Promise.all(observers.map((observer) => observer.stop()));
  says['problems'] = [...world.cloudflare.problems, ...world.route53.problems, ...world.cloudflare.refused, ...world.route53.refused];
  process.stdout.write(`${JSON.stringify(says)}\n`);
} finally {
  await world.close();
}
