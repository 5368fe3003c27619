import { readContract } from './contracts.ts';
import { readOperations, type Operation } from './openapi.ts';
import type { Json } from './schema.ts';
import type { Answer } from './send.ts';
import { startVendor, type FakeVendor, type Now } from './vendor.ts';

export interface XPost {
  readonly id: string;
  /** As it was sent; X shows addresses shortened. */
  readonly text: string;
  readonly atMs: number;
}

export interface FakeX extends FakeVendor {
  readonly posts: XPost[];
  /** Tokens that are right now. */
  readonly tokens: Set<string>;
  /** The refresh token that is right: each is taken once and then gives the next. */
  refreshToken: string;
  /** What the tokens may do. */
  readonly scopes: Set<string>;
  /** So long a post is not in the timeline yet. */
  lagMs: number;
}

export const X_TOKEN = 'VXNlci10b2tlbi1vZi1hLWZha2UtWA';
const USER = '2244994945';

/** Of the vendor's description only a part is at hand; these two are as its documentation tells them. */
const MORE: Json = {
  openapi: '3.0.0',
  components: { securitySchemes: { OAuth2UserToken: { type: 'oauth2' } } },
  paths: {
    '/2/users/{id}/tweets': {
      get: {
        operationId: 'getUsersPosts',
        security: [{ OAuth2UserToken: ['tweet.read', 'users.read'] }],
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9]{1,19}$' } },
          { name: 'max_results', in: 'query', schema: { type: 'integer', minimum: 5, maximum: 100 } },
          { name: 'pagination_token', in: 'query', schema: { type: 'string', minLength: 16 } },
          { name: 'tweet.fields', in: 'query', explode: false, schema: { type: 'array', items: { type: 'string', enum: ['created_at', 'entities', 'id', 'text'] } } },
        ],
        responses: { 200: { content: { 'application/json': { schema: { type: 'object', required: ['meta'], properties: { data: { type: 'array', items: { type: 'object' } }, meta: { type: 'object' } } } } } }, default: {} },
      },
    },
    '/2/oauth2/token': {
      post: {
        operationId: 'token',
        requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: { type: 'object', required: ['grant_type', 'refresh_token'], properties: { grant_type: { type: 'string', enum: ['refresh_token'] }, refresh_token: { type: 'string' }, client_id: { type: 'string' } } } } } },
        responses: { 200: { content: { 'application/json': { schema: { type: 'object', required: ['access_token', 'token_type', 'expires_in', 'scope', 'refresh_token'], properties: { access_token: { type: 'string' }, token_type: { type: 'string' }, expires_in: { type: 'integer' }, scope: { type: 'string' }, refresh_token: { type: 'string' } } } } } }, default: {} },
      },
    },
  },
};

/** A problem is `application/problem+json`, which stands beside the described `application/json`; so it is sent as it is. */
const problem = (status: number, title: string, detail: string, headers: Readonly<Record<string, string>> = {}): Answer => ({ status, raw: JSON.stringify({ title, detail, type: 'about:blank', status }), headers: { 'Content-Type': 'application/problem+json', ...headers } });

export const xOperations = (): readonly Operation[] => [...readOperations('x', readContract('x-twitter/openapi.json')), ...readOperations('x-more', MORE)];

/** Starts an X with one account that has posted nothing. */
export async function startX(now: Now = Date.now): Promise<FakeX> {
  let made = 0;
  const limit = (resetSeconds = 900): Record<string, string> => ({ 'x-rate-limit-limit': '100', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(Math.floor(now() / 1_000) + resetSeconds) });
  const shown = ({ id, text, atMs }: XPost): Json => {
    const urls = [...text.matchAll(/https?:\/\/\S+/g)].map(([expanded], index) => ({ url: `https://t.co/${id.slice(-6)}${index}`, expanded_url: expanded }));
    const short = urls.reduce((rest, { url, expanded_url: expanded }) => rest.replace(expanded, url), text);
    return { id, text: short.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'), created_at: new Date(atMs).toISOString(), ...(urls.length === 0 ? {} : { entities: { urls } }) };
  };
  const posts: XPost[] = [];
  const vendor = await startVendor(
    {
      operations: xOperations(),
      handlers: {
        'POST /2/tweets': ({ body }) => {
          const { text } = body as { text: string };
          if (posts.some((post) => post.text === text)) return problem(403, 'Forbidden', 'You are not allowed to create a Tweet with duplicate content.');
          const post = { id: String(1_900_000_000_000_000_000n + BigInt((made += 1))), text, atMs: now() };
          posts.push(post);
          return { status: 201, body: { data: { id: post.id, text } } };
        },
        'GET /2/users/me': () => ({ status: 200, body: { data: { id: USER, name: 'Acme Status', username: 'acmestatus' } } }),
        'GET /2/users/{id}/tweets': ({ path, query }) => {
          const size = Number(query['max_results'] ?? 10);
          const from = Number(/^page-0*(\d+)$/.exec(typeof query['pagination_token'] === 'string' ? query['pagination_token'] : '')?.[1] ?? 0);
          const all = path['id'] === USER ? posts.filter(({ atMs }) => atMs + fake.lagMs <= now()).toSorted((a, b) => b.atMs - a.atMs || Number(BigInt(b.id) - BigInt(a.id))) : [];
          const data = all.slice(from, from + size).map(shown);
          const more = from + size < all.length ? { next_token: `page-${String(from + size).padStart(16, '0')}` } : {};
          return { status: 200, body: { ...(data.length === 0 ? {} : { data }), meta: { result_count: data.length, ...more } } };
        },
        'POST /2/oauth2/token': ({ body }) => {
          if ((body as { refresh_token: string }).refresh_token !== fake.refreshToken) return { status: 400, raw: JSON.stringify({ error: 'invalid_request', error_description: 'Value passed for the token was invalid.' }) };
          const token = `renewed-token-${String((made += 1))}-of-a-fake-X`;
          fake.tokens.clear();
          fake.tokens.add(token);
          fake.refreshToken = `refresh-token-${String(made)}-of-a-fake-X`;
          return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: 7_200, scope: [...fake.scopes].join(' '), refresh_token: fake.refreshToken } };
        },
      },
      authorise: ({ operation, request }) => {
        if (operation.id === 'token') return null;
        if (!fake.tokens.has(String(request.headers.authorization).replace(/^Bearer /, ''))) return problem(401, 'Unauthorized', 'Unauthorized');
        return operation.scopes.every((scope) => fake.scopes.has(scope)) ? null : problem(403, 'Forbidden', 'You are not permitted to perform this action.');
      },
      error: (status, message) => problem(status, message, message),
      unauthorized: () => problem(401, 'Unauthorized', 'Unauthorized'),
      forbidden: () => problem(403, 'Forbidden', 'You are not permitted to perform this action.'),
      limited: (_call, resetSeconds) => problem(429, 'Too Many Requests', 'Too Many Requests', limit(resetSeconds)),
    },
    now,
  );
  const fake: FakeX = Object.assign(vendor, { posts, tokens: new Set([X_TOKEN]), refreshToken: 'refresh-token-0-of-a-fake-X', scopes: new Set(['tweet.read', 'tweet.write', 'users.read']), lagMs: 0 });
  return fake;
}
