import { readContract } from './contracts.ts';
import { readOperations } from './openapi.ts';
import type { Answer } from './send.ts';
import { startVendor, type Call, type FakeVendor, type RefusedRequest } from './vendor.ts';

type Kept = Readonly<Record<string, unknown>>;

/** What the description demands of an answer since versions that are newer than the one that runs here: 0.28 and 0.34. */
const ADDED: Readonly<Record<string, (body: unknown) => unknown>> = {
  getSilences: (body) => (body as Kept[]).map((silence) => ({ annotations: {}, ...silence })),
  getAlerts: (body) => (body as Kept[]).map(withMutedBy),
  getAlertGroups: (body) => (body as (Kept & { alerts: Kept[] })[]).map((group) => ({ routeLabels: {}, ...group, alerts: group.alerts.map(withMutedBy) })),
};
const withMutedBy = (alert: Kept): Kept => ({ ...alert, status: { mutedBy: [], ...(alert['status'] as Kept) } });

const SILENCE_KEYS = ['id', 'matchers', 'startsAt', 'endsAt', 'createdBy', 'comment', 'annotations'];

/**
 * Stands between a client and a real Alertmanager: lets through what the description of its API allows, holds the answers to it too,
 * and can fail, or lose an answer after the request took effect.
 */
export async function startAlertmanagerRelay(realUrl: string): Promise<FakeVendor> {
  const operations = readOperations('alertmanager', readContract('alertmanager/api-v2.swagger2.yaml'));
  /** What the real one refused. */
  const there: RefusedRequest[] = [];
  const relay = async ({ operation, request }: Call): Promise<Answer> => {
    const type = request.headers['content-type'];
    const answer = await fetch(`${realUrl}${request.target}`, { method: request.method, ...(request.body === '' ? {} : { body: request.body, headers: { 'Content-Type': String(type) } }) });
    const text = await answer.text();
    if (answer.status === 400) there.push({ method: request.method, path: operation.path, reason: text });
    const body = text === '' ? undefined : (JSON.parse(text) as unknown);
    return { status: answer.status, ...(body === undefined ? {} : { body: answer.status === 200 ? (ADDED[operation.id]?.(body) ?? body) : body }) };
  };
  const fake = await startVendor({
    operations,
    handlers: Object.fromEntries(operations.map(({ method, path }) => [`${method} ${path}`, relay])),
    // The description leaves this body open.
    inspect: ({ operation, body }) => {
      const unknown = operation.id === 'postSilences' ? Object.keys(body as Kept).find((key) => !SILENCE_KEYS.includes(key)) : undefined;
      return unknown === undefined ? null : { status: 400, reason: `"${unknown}" is not described` };
    },
    authorise: () => null,
    error: (status, message) => ({ status, body: message }),
    unauthorized: () => ({ status: 401, raw: 'Unauthorized\n' }),
    forbidden: () => ({ status: 403, raw: 'Forbidden\n' }),
    limited: (_, seconds) => ({ status: 429, raw: 'Too many requests\n', headers: seconds === undefined ? {} : { 'Retry-After': String(seconds) } }),
  });
  return {
    ...fake,
    get refused() {
      return [...fake.refused, ...there];
    },
  };
}
