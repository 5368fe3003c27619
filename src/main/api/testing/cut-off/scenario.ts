import type { Run } from '../../../../shared/model/continuity/run.ts';
import { dig, KEY, ZONE } from '../../../engine/continuity/dns/testing/bind-pair.ts';
import { observe, oneOf } from '../../../engine/continuity/dns/testing/observer.ts';
import { CLOUDFLARE_TOKEN, CLOUDFLARE_ZONE } from '../../../../../e2e/fakes/cloudflare.ts';
import { ROUTE53_KEY, ROUTE53_ZONE } from '../../../../../e2e/fakes/route53.ts';
import { DESK_HEAD, isSettled, openPlanDesk, type PlanDesk, type Sheet } from '../plan-desk.ts';
import { AT, NEW, NS, OLD, RECORD, startWorld, type World } from './world.ts';

/**
 * Run as a process in a network of its own: plays what becomes of plans while DNS is there, while it is cut, and while a provider
 * cannot be reached, and prints what it saw as one line of JSON. Arguments: the file of resolvers, and a folder with certificates.
 */
const [resolvFile = '', folder = ''] = process.argv.slice(2);

/** As people write it: the providers' usual addresses, and name servers that are found. */
const configOf = (more: { readonly cloudflare?: string; readonly route53?: string } = {}): string => `${DESK_HEAD}plans:
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
async function life<T>(database: string, work: (desk: PlanDesk) => Promise<T>, config = configOf()): Promise<T> {
  const desk = await openPlanDesk(config, database);
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}

const shown = (sheet: Sheet) => ({
  tookMs: sheet.tookMs,
  credentials: sheet.says('credentials'),
  record: sheet.says('record', 'ttl'),
  delegation: sheet.says('delegation'),
  live: sheet.preview.steps.map(({ live }) => live?.says ?? null),
  targets: sheet.preview.steps.map(({ actions }) => actions.map(({ to }) => to)),
  notes: sheet.preview.steps.map(({ notes }) => notes),
  keepOldShare: sheet.preview.propagation?.keepOldShare ?? null,
});
const told = ({ state, why, steps }: Run) => ({ state, why, steps: steps.map(({ state: phase, outcome, progress }) => ({ state: phase, outcome, gates: progress?.kind === 'dns' ? Object.fromEntries(progress.gates.map((gate) => [gate.gate, `${gate.state}: ${gate.says ?? ''}`])) : null })) });

async function back(desk: PlanDesk, run: Run | null): Promise<Run> {
  if (run === null) throw new Error('nothing was begun');
  await desk.call('runs.rollBack', { id: run.id, epoch: run.epoch, reason: 'B is no better' });
  return desk.until(run, ({ state }) => state !== 'running');
}

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
  const delegation = async () => life(':memory:', async (desk) => shown(await desk.sheet('move')).delegation);
  // Other zones above, while there is a resolver.
  await world.delegate([NS.cloudflare]);
  says['oneDelegated'] = await delegation();
  await world.delegate([NS.cloudflare, NS.route53], `12345 13 2 ${'ab'.repeat(32)}`);
  says['signedAbove'] = await delegation();
  await world.delegate([NS.cloudflare, NS.route53]);
  says['withDns'] = await life(database, async (desk) => shown(await desk.sheet('move')));

  await world.cut('silent');
  let run: Run | null = null;
  says['cut'] = await life(database, async (desk) => {
    const sheet = await desk.sheet('move');
    const beganMs = performance.now();
    run = await desk.until(await desk.begin(sheet), isSettled);
    return { sheet: shown(sheet), tookMs: Math.round(performance.now() - beganMs), run: told(run), records: await records(world) };
  });
  await world.cut('none');
  says['noResolver'] = await life(database, async (desk) => ({ run: told(await back(desk, run)), records: await records(world), sheet: shown(await desk.sheet('move')) }));
  says['neverSeen'] = await life(':memory:', async (desk) => {
    const sheet = await desk.sheet('move');
    return { sheet: shown(sheet), run: told(await desk.until(await desk.begin(sheet), isSettled)), records: await records(world) };
  });
  const written = (api: string, server: string): string => `, addresses: ["${api}"], authoritative: ["${server}"]`;
  says['writtenDown'] = await life(':memory:', async (desk) => shown(await desk.sheet('move')), configOf({ cloudflare: written(AT.cloudflareApi, AT.cloudflareNs), route53: written(AT.route53Api, AT.route53Ns) }));

  await world.fronts.cloudflare.show(null);
  says['primaryGone'] = await life(database, async (desk) => {
    const sheet = await desk.sheet('move');
    const refused = await desk.begin(sheet, false).then(() => 'begun', String);
    const moved = await desk.until(await desk.begin(sheet), isSettled);
    const then = await records(world);
    const undone = await back(desk, moved);
    return { sheet: shown(sheet), refused, run: told(moved), records: then, back: undone.state, after: await records(world) };
  });
  await world.fronts.cloudflare.show('other');
  const heard = world.cloudflare.seen.length;
  says['stranger'] = await life(database, async (desk) => ({ sheet: shown(await desk.sheet('move')), heardByTheRealOne: world.cloudflare.seen.length - heard }));
  // It was reached when the sheet was confirmed, and is somebody else when the change is to be made.
  await world.fronts.cloudflare.show('cloudflare');
  says['strangerInARun'] = await life(database, async (desk) => {
    const begun = await desk.begin(await desk.sheet('later'));
    await world.fronts.cloudflare.show('other');
    return { run: told(await desk.until(begun, isSettled)), records: await records(world) };
  });
  says['seen'] = await Promise.all(observers.map((observer) => observer.stop()));
  says['problems'] = [...world.cloudflare.problems, ...world.route53.problems, ...world.cloudflare.refused, ...world.route53.refused];
  process.stdout.write(`${JSON.stringify(says)}\n`);
} finally {
  await world.close();
}
