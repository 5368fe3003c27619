import { z } from 'zod';
import type { AnnotatedDashboard } from '../../../../shared/model/dashboards.ts';
import { retryAfterMs } from '../http/failure.ts';
import { createHttpClient, type HttpAnswer, type HttpDeps, type HttpRequest } from '../http/client.ts';
import type { HttpEndpoint } from '../http/endpoint.ts';
import { SourceFailure, type Mark, type Marker } from '../source.ts';
import { Added, Annotations, asMark } from './annotations.ts';
import { grafanaFailure, isUnknown } from './failure.ts';
import { GRAFANA_OPERATIONS } from './operations.ts';

/** What it answered, and the difference of the clocks where the answer told it. */
export interface Told<T> {
  readonly told: T;
  readonly clockOffsetMs: number | null;
}

/** A configured data source of Grafana. */
const DataSource = z.object({ uid: z.string().min(1).max(200), name: z.string().max(400), type: z.string().max(200) });
export type DataSource = z.infer<typeof DataSource>;

/** An installation may hide its version from those who are not logged in. */
const Health = z.object({ database: z.string(), version: z.string().max(60).optional() });
/** What the token may do, each with where it may do it. */
const Permissions = z.record(z.string(), z.unknown());

/** The part of Grafana's own API that is used. Every call throws `SourceFailure`. */
export interface GrafanaClient {
  version(abort: AbortSignal): Promise<Told<string | null>>;
  permissions(abort: AbortSignal): Promise<ReadonlySet<string>>;
  dataSources(abort: AbortSignal): Promise<readonly DataSource[]>;
  /** Of Grafana's own Alertmanager, with those that are silenced or inhibited. */
  alerts(abort: AbortSignal): Promise<Told<readonly unknown[]>>;
  /** Annotations that people and systems made, no matter of which dashboard, that overlap a span on its clock. */
  annotations(query: { readonly from: number; readonly to: number; readonly tags: readonly string[]; readonly limit: number }, abort: AbortSignal): Promise<Told<readonly unknown[]>>;
  /** One annotation; null where there is none. */
  annotation(id: number, abort: AbortSignal): Promise<unknown>;
  /** Annotations of the whole organisation, or of one dashboard. */
  readonly marker: Omit<Marker, 'drills'>;
  readonly clean: (text: string) => string;
  close(): void;
}

/** `marked`: where marks are shown alone, instead of everywhere. */
export function createGrafanaClient(endpoint: HttpEndpoint, deps: HttpDeps, marked?: AnnotatedDashboard): GrafanaClient {
  const http = createHttpClient(endpoint, deps);
  const clean = (text: string): string => http.clean(text);

  const ask = async <T>(request: HttpRequest, shape: z.ZodType<T>, what: string, abort: AbortSignal): Promise<Told<T>> => read(await http.ask(request, abort), shape, what);

  const read = <T>({ status, text, header, clockOffsetMs }: HttpAnswer, shape: z.ZodType<T>, what: string): Told<T> => {
    if (status < 200 || status >= 300) throw grafanaFailure({ status, text, retryAfterMs: retryAfterMs(header('retry-after'), deps.clock.nowMs()) }, clean);
    const told = shape.safeParse(readJson(text));
    if (!told.success) throw new SourceFailure('bad_answer', `the answer to ${what} is not as Grafana writes it`);
    return { told: told.data, clockOffsetMs };
  };

  return {
    version: async (abort) => {
      const { told, clockOffsetMs } = await ask(GRAFANA_OPERATIONS.health, Health, 'how it is', abort);
      return { told: told.version ?? null, clockOffsetMs };
    },
    permissions: async (abort) => new Set(Object.keys((await ask(GRAFANA_OPERATIONS.permissions, Permissions, 'what the token may do', abort)).told)),
    dataSources: async (abort) => {
      const { told } = await ask(GRAFANA_OPERATIONS.dataSources, z.array(z.unknown()), 'its data sources', abort);
      return told.flatMap((each) => DataSource.safeParse(each).data ?? []);
    },
    alerts: (abort) => ask(GRAFANA_OPERATIONS.alerts, z.array(z.unknown()), 'its alerts', abort),
    annotations: ({ tags, ...query }, abort) =>
      ask({ ...GRAFANA_OPERATIONS.findAnnotations, query: { ...query, type: 'annotation', ...(tags.length === 0 ? {} : { tags, matchAny: 'true' }) } }, z.array(z.unknown()), 'its annotations', abort),
    annotation: async (id, abort) => {
      const answer = await http.ask({ method: 'GET', path: `/api/annotations/${String(id)}` }, abort);
      return isUnknown(answer) ? null : read(answer, z.unknown(), 'one annotation').told;
    },
    marker: {
      find: async (tags, abort) => (await ask({ ...GRAFANA_OPERATIONS.findAnnotations, query: { tags, limit: 100 } }, Annotations, 'its annotations', abort)).told.map(asMark),
      create: async (mark, abort) => (await ask({ ...GRAFANA_OPERATIONS.addAnnotation, body: { ...bodyOf(mark), ...placeOf(marked) } }, Added, 'a new annotation', abort)).told.id,
      change: async (id, mark, abort) => void (await ask({ method: 'PATCH', path: `/api/annotations/${String(id)}`, body: bodyOf(mark) }, z.unknown(), 'a changed annotation', abort)),
    },
    clean,
    close: () => http.close(),
  };
}

/** Set once, when it is written: Grafana moves none to another dashboard. */
const placeOf = (marked: AnnotatedDashboard | undefined): object => (marked === undefined ? {} : { dashboardUID: marked.uid, ...(marked.panel === undefined ? {} : { panelId: marked.panel }) });

/** A point is a region that ends where it begins. */
const bodyOf = ({ from, until, text, tags }: Mark): object => ({ time: from, timeEnd: until ?? from, text, tags });

function readJson(text: string): unknown {
  const start = text.trimStart().slice(0, 1);
  if (start !== '{' && start !== '[') throw new SourceFailure('other_service', start === '<' ? 'a web page answers there, not Grafana’s API; perhaps a log-in page' : 'what answers there is not Grafana’s API');
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceFailure('bad_answer', 'the answer is damaged or cut off: it is not valid JSON');
  }
}
