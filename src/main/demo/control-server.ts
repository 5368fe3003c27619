import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { SERVICE_MODES } from '../../shared/model/continuity/step-config.ts';
import { type ApiRequest, type ApiServer, type Reply, startApiServer } from './api-server.ts';
import { DEMO_NAME } from './dns-zone.ts';
import type { JobQueue } from './job-queue.ts';
import type { Ledger } from './ledger.ts';
import { onFreePort } from './loopback-port.ts';
import type { Region } from './region.ts';
import type { RegionId } from './regions.ts';
import { JOB_KINDS, type JobKind } from './services.ts';

/** Beyond this the job queue calls itself unwell. */
const QUEUE_HEALTH_SECONDS = 5;

/** What of the demo can be switched to less: search looks at a part of what it has; of new jobs only payments are done at once. */
export const DEMO_TIERS = ['search', 'queue'] as const;
export type DemoTier = (typeof DEMO_TIERS)[number];
/** The modes that the demo knows of all there are. */
const Mode = z.enum(SERVICE_MODES).extract(['full', 'reduced']);
export type DemoMode = z.infer<typeof Mode>;

export interface Controlled {
  readonly token: string;
  readonly queue: JobQueue;
  readonly ledger: Ledger;
  readonly regions: ReadonlyMap<RegionId, Region>;
  readonly tiers: Map<DemoTier, DemoMode>;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
  /** Where the primary name server leads the API’s name now. */
  readonly address: () => Promise<string>;
}

/** What the operators of the demo steer it by. It stands outside the regions and answers whatever happens to them. */
export const startControlServer = (of: Controlled): Promise<ApiServer> =>
  onFreePort((port) =>
    startApiServer(async (request) => {
      if (request.method === 'GET' && request.path === '/metrics') return { status: 200, contentType: of.metrics.contentType, body: await of.metrics.text() };
      if (request.method === 'GET' && request.path === '/queue/health') return queueHealth(of);
      return isKnown(request.authorization, of.token) ? control(of, request) : json(401, { error: 'expected Authorization: Bearer and the token of this demo' });
    }, port),
  );

function isKnown(authorization: string, token: string): boolean {
  const [given, expected] = [Buffer.from(authorization), Buffer.from(`Bearer ${token}`)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const json = (status: number, value: object): Reply => ({ status, body: JSON.stringify(value) });

function queueHealth({ queue }: Controlled): Reply {
  const stuck = queue.status().kinds.filter(({ oldestSeconds }) => oldestSeconds > QUEUE_HEALTH_SECONDS).map(({ kind }) => kind);
  return json(stuck.length > 0 ? 503 : 200, { status: stuck.length > 0 ? 'backlogged' : 'ok', stuck });
}

const Decided = z.strictObject({ action: z.enum(['run', 'park', 'expire']), order: z.enum(['oldestFirst', 'newestFirst']), expireAfterSeconds: z.number().min(0) });
const isKind = (text: string): text is JobKind => JOB_KINDS.some((kind) => kind === text);

async function control(of: Controlled, request: ApiRequest): Promise<Reply> {
  const { queue, ledger } = of;
  const [, first = '', second = '', third = ''] = request.path.split('/');
  switch (`${request.method} /${first}`) {
    case 'GET /queue':
      if (second === '') return json(200, queue.status());
      return second === 'integrity' ? integrity(queue, ledger) : nothing();
    case 'PUT /queue':
      if (second === 'kinds' && isKind(third)) return take(request, Decided, (decision) => queue.decide(third, decision), () => queue.status());
      if (second === 'rate') return take(request, z.strictObject({ percent: z.number().min(0).max(100) }), ({ percent }) => queue.setRate(percent), () => queue.status());
      if (second === 'divert') return take(request, z.strictObject({ on: z.boolean() }), ({ on }) => queue.setDiverted(on), () => queue.status());
      return nothing();
    case 'POST /queue':
      if (second !== 'replay') return nothing();
      return take(request, z.strictObject({ payments: z.boolean().default(false) }), (how) => void queue.replay(how), () => queue.status());
    case 'GET /regions':
    case 'PUT /regions': {
      const region = of.regions.get(second as RegionId);
      if (region === undefined) return nothing();
      const shown = (): object => ({ region: second, writes: region.takesWrites(), serving: region.recentRequests() > 0, recentRequests: region.recentRequests() });
      return request.method === 'GET' ? json(200, shown()) : take(request, z.strictObject({ writes: z.boolean() }), ({ writes }) => region.setTakesWrites(writes), shown);
    }
    case 'GET /name':
      return json(200, { name: DEMO_NAME, version: await of.address() });
    case 'GET /tiers':
    case 'PUT /tiers': {
      const mode = of.tiers.get(second as DemoTier);
      if (mode === undefined) return nothing();
      const shown = (): object => ({ service: second, mode: of.tiers.get(second as DemoTier) });
      return request.method === 'GET' ? json(200, shown()) : take(request, z.strictObject({ mode: Mode }), (wanted) => void of.tiers.set(second as DemoTier, wanted.mode), shown);
    }
    default:
      return nothing();
  }
}

const nothing = (): Reply => json(404, { error: 'there is no such thing here' });

/** No job is lost, and no payment was made twice. */
function integrity(queue: JobQueue, ledger: Ledger): Reply {
  const [lost, twice] = [queue.lost(), ledger.madeTwice()];
  return json(200, { integrity: lost === 0 && twice === 0 ? 'ok' : 'broken', lost, paymentsMadeTwice: twice });
}

async function take<T>(request: ApiRequest, Shape: z.ZodType<T>, set: (value: T) => void, shown: () => object): Promise<Reply> {
  const text = await request.body();
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    return json(400, { error: 'expected JSON' });
  }
  const parsed = Shape.safeParse(value);
  if (!parsed.success) return json(400, { error: parsed.error.issues[0]?.message ?? 'not what is expected here' });
  set(parsed.data);
  return json(200, shown());
}
