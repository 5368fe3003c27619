import type { Answer } from '../send.ts';
import type { Handler, Now } from '../vendor.ts';

/** As Grafana tells it; times in epoch milliseconds, `timeEnd` equal to `time` unless it is a region. */
export interface GrafanaAnnotation {
  readonly id: number;
  readonly text: string;
  readonly tags: readonly string[];
  readonly time: number;
  readonly timeEnd: number;
  readonly dashboardUID?: string;
  readonly panelId?: number;
  readonly created: number;
  readonly updated: number;
}

interface Written {
  readonly text?: string;
  readonly tags?: readonly string[];
  readonly time?: number;
  readonly timeEnd?: number;
  readonly dashboardUID?: string;
  readonly panelId?: number;
}

const message = (text: string, status = 200): Answer => ({ status, body: { message: text } });
const absent = message('Annotation not found', 404);

/** Grafana overlaps ranges only where both ends are given, and asks for every tag unless told otherwise. */
function matches(annotation: GrafanaAnnotation, ask: Readonly<Record<string, unknown>>): boolean {
  const tags = Array.isArray(ask['tags']) ? (ask['tags'] as string[]) : [];
  const has = (tag: string): boolean => annotation.tags.includes(tag);
  if (tags.length > 0 && !(ask['matchAny'] === true ? tags.some(has) : tags.every(has))) return false;
  if (typeof ask['dashboardUID'] === 'string' && ask['dashboardUID'] !== annotation.dashboardUID) return false;
  if (ask['type'] === 'alert') return false;
  const [from, to] = [Number(ask['from'] ?? 0), Number(ask['to'] ?? 0)];
  return from <= 0 || to <= 0 || (annotation.time <= to && annotation.timeEnd >= from);
}

/** Annotations with state: what is written is there afterwards, once for each request. */
export function annotationHandlers(annotations: Map<number, GrafanaAnnotation>, now: Now): Record<string, Handler> {
  const find = (path: Readonly<Record<string, string>>): GrafanaAnnotation | undefined => annotations.get(Number(path['annotation_id']));
  const whole = (annotation: GrafanaAnnotation): unknown => ({ alertId: 0, alertName: '', dashboardId: 0, panelId: 0, userId: 0, newState: '', prevState: '', login: 'sa-1-holdfast', email: 'sa-1-holdfast', avatarUrl: '', data: {}, dashboardUID: '', ...annotation });
  const change = (path: Readonly<Record<string, string>>, body: unknown, done: string): Answer => {
    const before = find(path);
    if (before === undefined) return absent;
    const given = Object.fromEntries(Object.entries(body as Written).filter(([key]) => key !== 'id' && key !== 'data')) as Written;
    const after = { ...before, ...given, updated: now() };
    if (after.timeEnd < after.time) return message('Failed to update annotation', 500);
    annotations.set(before.id, after);
    return message(done);
  };
  return {
    'GET /api/annotations': ({ query }) => ({
      status: 200,
      body: [...annotations.values()]
        .filter((annotation) => matches(annotation, query))
        .sort((a, b) => b.timeEnd - a.timeEnd || b.time - a.time)
        .slice(0, Number(query['limit'] ?? 100))
        .map(whole),
    }),
    'POST /api/annotations': ({ body }) => {
      const { text = '', tags = [], time = now(), timeEnd = time, dashboardUID, panelId } = body as Written;
      if (text === '') return message('Failed to save annotation', 400);
      if (timeEnd < time) return message('Failed to save annotation', 500);
      const id = Math.max(0, ...annotations.keys()) + 1;
      annotations.set(id, { id, text, tags, time, timeEnd, ...(dashboardUID === undefined ? {} : { dashboardUID }), ...(panelId === undefined ? {} : { panelId }), created: now(), updated: now() });
      return { status: 200, body: { id, message: 'Annotation added' } };
    },
    'GET /api/annotations/{annotation_id}': ({ path }) => {
      const found = find(path);
      return found === undefined ? absent : { status: 200, body: whole(found) };
    },
    'PATCH /api/annotations/{annotation_id}': ({ path, body }) => change(path, body, 'Annotation patched'),
    'PUT /api/annotations/{annotation_id}': ({ path, body }) => change(path, { tags: [], ...(body as Written) }, 'Annotation updated'),
    'DELETE /api/annotations/{annotation_id}': ({ path }) => (annotations.delete(Number(path['annotation_id'])) ? message('Annotation deleted') : absent),
    'GET /api/annotations/tags': ({ query }) => {
      const tags = [...annotations.values()].flatMap((annotation) => annotation.tags).filter((tag) => tag.includes(typeof query['tag'] === 'string' ? query['tag'] : ''));
      return { status: 200, body: { result: { tags: [...new Set(tags)].slice(0, Number(query['limit'] ?? 100)).map((tag) => ({ tag, count: tags.filter((other) => other === tag).length })) } } };
    },
  };
}
