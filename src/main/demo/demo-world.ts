import type { DemoFaultId } from '../../shared/model/entities.ts';
import { assertPresent } from '../../shared/model/result.ts';
import { type DemoMode, type DemoTier, startControlServer } from './control-server.ts';
import { leadsTo, pointName } from './dns-change.ts';
import { resolverFor } from './dns-resolver.ts';
import { startDnsServer } from './dns-server.ts';
import { DEMO_NAME, DRILL_NAME } from './dns-zone.ts';
import { JobQueue } from './job-queue.ts';
import { Ledger } from './ledger.ts';
import { onFreePort } from './loopback-port.ts';
import { createOutsideMetrics } from './metrics.ts';
import { type ClientOutcome, NameClient } from './name-client.ts';
import { type NameServers, startNameServers, TSIG_KEY_NAME } from './name-servers.ts';
import type { Random } from './random.ts';
import { type Region, type RegionDeps, startRegion } from './region.ts';
import { Replication } from './replication.ts';
import { NOWHERE, type RegionId, REGIONS } from './regions.ts';
import { DEMO_ROUTES, JOB_KINDS, JOBS, routeKey } from './services.ts';
import { startArrivals, startTraffic } from './traffic.ts';

/** How long a worker waits for the answer to one job. */
const JOB_PATIENCE_MS = 1_500;
/** What an outage leaves behind, where nothing else is told. */
const PILE_JOBS = 3_000;

export interface WorldOptions {
  readonly random: Random;
  readonly tsigSecret: Buffer;
  /** Whoever has it may steer the queue, the regions and the tiers. */
  readonly token: string;
  /** Other name servers than the demo's own. */
  readonly nameServers?: NameServers;
  /** How many jobs the backlog fault adds. */
  readonly pileJobs?: number;
}

export interface DemoWorld {
  readonly apiPort: number;
  readonly controlPort: number;
  readonly resolverPort: number;
  /** `address:port` of each, the primary first. */
  readonly nameServers: readonly string[];
  /** False where this system has no second address of loopback. */
  readonly hasSecondRegion: boolean;
  /** Resolves once the fault is in force, or over. */
  setFault(id: DemoFaultId, active: boolean): Promise<void>;
  /** Everything as at the start. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** The demo's API in two regions, its name servers, its job workers and its clients, all on loopback and in this thread. */
export async function startDemoWorld({ random, tsigSecret, token, nameServers, pileJobs = PILE_JOBS }: WorldOptions): Promise<DemoWorld> {
  const faults = new Set<DemoFaultId>();
  const routes = new Map(DEMO_ROUTES.map((route) => [routeKey(route), route]));
  const ledger = new Ledger();
  const tiers = new Map<DemoTier, DemoMode>([['search', 'full'], ['queue', 'full']]);
  const names = nameServers ?? (await startNameServers({ name: TSIG_KEY_NAME, algorithm: 'hmac-sha256', secret: tsigSecret }));
  const resolver = await startDnsServer(resolverFor(names.all));

  const regionDeps: Omit<RegionDeps, 'id' | 'port' | 'warmth'> = {
    random,
    ledger,
    hasFault: (id) => faults.has(id),
    isReduced: () => tiers.get('search') === 'reduced',
    call: (key) => send(key),
    written: () => replication.written(),
    addJob: (kind) => queue.add(kind, tiers.get('queue') === 'reduced' && kind !== 'payments'),
  };
  const { port, regions } = await startRegions(regionDeps);
  const replication = new Replication(() => regions.has('second') && !faults.has('blackout') && !faults.has('region'));
  const client = new NameClient(resolver.port, port);
  const send = (key: string, options?: Parameters<NameClient['send']>[1]): Promise<ClientOutcome> => client.send(assertPresent(routes.get(key), `the demo API has no route ${key}`), options);
  const queue = new JobQueue({
    perform: (job) => send(JOBS[job.kind].route, { query: `job=${job.id}`, patienceMs: JOB_PATIENCE_MS }),
    count: (kind, done) => metrics.job(kind, done),
  });
  const metrics = createOutsideMetrics(() => queue, () => replication.lagSeconds());
  const control = await startControlServer({ token, queue, ledger, regions, tiers, metrics, address: () => leadsTo(names.primary) });
  const traffic = startTraffic((route) => void client.send(route).then((outcome) => metrics.client(route.service, outcome)), random);
  const jobs = startArrivals(JOB_KINDS.map((kind) => ({ perSecond: JOBS[kind].perSecond, arrive: () => regionDeps.addJob(kind) })), random);

  const setReachable = async (ids: readonly RegionId[], reachable: boolean): Promise<void> => {
    for (const id of ids) {
      await regions.get(id)?.server.setReachable(reachable);
      regions.get(id)?.cool();
    }
  };
  const dead = (id: RegionId): boolean => faults.has('blackout') || (id === 'first' && faults.has('region'));
  const apply = async (id: DemoFaultId, active: boolean): Promise<void> => {
    const before = new Set(faults);
    if (active) faults.add(id);
    else faults.delete(id);
    try {
      if (id === 'blackout' || id === 'region') for (const region of regions.keys()) if (dead(region) === active) await setReachable([region], !active);
      // Whoever has led it elsewhere meanwhile is not taken back.
      if (id === 'dns') await (active ? pointName(names.primary, DEMO_NAME, NOWHERE) : pointName(names.primary, DEMO_NAME, REGIONS.first.address, NOWHERE));
      if (id === 'backlog') queue.setWorking(!active);
      if (id === 'backlog' && active && !before.has(id)) {
        queue.pile(pileJobs);
        for (const region of regions.values()) region.cool();
      }
    } catch (error) {
      if (active) faults.delete(id);
      else faults.add(id);
      throw error;
    }
  };
  let last: Promise<void> = Promise.resolve();
  const inTurn = (what: () => Promise<void>): Promise<void> => {
    const applied = last.then(what);
    // A change that failed is told to its caller; the next one starts afresh.
    last = applied.catch(() => undefined);
    return applied;
  };
  return {
    apiPort: port,
    controlPort: control.port,
    resolverPort: resolver.port,
    nameServers: names.all.map(({ address, port: at }) => `${address}:${at}`),
    hasSecondRegion: regions.has('second'),
    setFault: (id, active) => inTurn(() => apply(id, active)),
    reset: () =>
      inTurn(async () => {
        for (const id of faults) await apply(id, false);
        queue.reset();
        ledger.clear();
        replication.clear();
        for (const tier of tiers.keys()) tiers.set(tier, 'full');
        for (const region of regions.values()) region.setTakesWrites(true);
        for (const name of [DEMO_NAME, DRILL_NAME]) await pointName(names.primary, name, REGIONS.first.address);
      }),
    close: async () => {
      traffic.close();
      jobs.close();
      queue.close();
      replication.close();
      client.close();
      await Promise.all([...[...regions.values()].map(({ server }) => server.close()), control.close(), resolver.close(), names.close()]);
    },
  };
}

/** Both regions on one port, which is free at both addresses; one of them where there is no second address. */
function startRegions(deps: Omit<RegionDeps, 'id' | 'port' | 'warmth'>): Promise<{ readonly port: number; readonly regions: ReadonlyMap<RegionId, Region> }> {
  return onFreePort(async (port) => {
    const first = await startRegion({ ...deps, id: 'first', port, warmth: 1 });
    try {
      const second = await startRegion({ ...deps, id: 'second', port, warmth: 0 });
      return { port, regions: new Map<RegionId, Region>([['first', first], ['second', second]]) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRNOTAVAIL') return { port, regions: new Map<RegionId, Region>([['first', first]]) };
      await first.server.close();
      throw error;
    }
  });
}
