import type { Json } from '../schema.ts';
import type { Handler } from '../vendor.ts';

export interface GrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly tags?: readonly string[];
  readonly folder?: { readonly uid: string; readonly title: string };
}

const text = { type: 'string' };
const integer = { type: 'integer', format: 'int64' };
const texts = { type: 'array', items: text };
const error = { content: { 'application/json': { schema: { type: 'object', required: ['message'], properties: { message: text } } } } };
const query = (name: string, schema: Json): Json => ({ name, in: 'query', schema });
const answer = (schema: Json): Json => ({ content: { 'application/json': { schema } } });

/**
 * Written from Grafana's pages "Folder/Dashboard Search HTTP API" and "Service accounts" ("List a service account token's
 * permissions"), for the description that the other operations are held to does not have these here.
 */
export const SEARCH_API: Json = {
  openapi: '3.0.3',
  servers: [{ url: '/api' }],
  security: [{ api_key: [] }],
  components: { securitySchemes: { api_key: { type: 'apiKey', in: 'header', name: 'Authorization' } }, schemas: {} },
  paths: {
    '/search': {
      get: {
        operationId: 'search',
        parameters: [
          query('query', text),
          query('tag', texts),
          query('type', { enum: ['dash-db', 'dash-folder'] }),
          query('dashboardUIDs', texts),
          query('folderUIDs', texts),
          query('starred', { type: 'boolean' }),
          query('limit', { ...integer, maximum: 5_000 }),
          query('page', { ...integer, minimum: 1 }),
        ],
        responses: {
          '200': answer({
            type: 'array',
            items: {
              type: 'object',
              required: ['uid', 'title', 'url', 'type', 'tags'],
              properties: { id: integer, uid: text, orgId: integer, title: text, url: text, uri: text, slug: text, type: { enum: ['dash-db', 'dash-folder'] }, tags: texts, isStarred: { type: 'boolean' }, folderId: integer, folderUid: text, folderTitle: text, folderUrl: text, sortMeta: integer },
            },
          }),
          '401': error,
        },
      },
    },
    '/access-control/user/permissions': {
      get: { operationId: 'listUserPermissions', parameters: [query('reloadcache', { type: 'boolean' })], responses: { '200': answer({ type: 'object', additionalProperties: texts }), '401': error } },
    },
  },
};

const slugOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');

/** What a token may do is told with where it may do it: `{ "annotations:create": ["annotations:type:organization"] }`. */
export function searchHandlers(dashboards: ReadonlyMap<string, GrafanaDashboard>, permissions: ReadonlySet<string>): Record<string, Handler> {
  const scopeOf = (permission: string): string => `${permission.split(':')[0] ?? ''}:*`;
  return {
    /** Who may read none is told that there are none, not refused. */
    'GET /api/search': ({ query: ask }) => {
      const [uids, tags, folders] = [ask['dashboardUIDs'], ask['tag'], ask['folderUIDs']] as (readonly string[] | undefined)[];
      const [words, limit, page] = [typeof ask['query'] === 'string' ? ask['query'].toLowerCase() : '', Number(ask['limit'] ?? 1_000), Number(ask['page'] ?? 1)];
      const found = [...dashboards.values()].filter(
        ({ uid, title, tags: own = [], folder }) =>
          permissions.has('dashboards:read') && ask['type'] !== 'dash-folder' && ask['starred'] !== true && title.toLowerCase().includes(words) && (uids?.includes(uid) ?? true) && (tags?.every((tag) => own.includes(tag)) ?? true) && (folders?.includes(folder?.uid ?? '') ?? true),
      );
      return {
        status: 200,
        body: found.slice((page - 1) * limit, page * limit).map(({ uid, title, tags: own = [], folder }, index) => ({
          id: index + 1,
          uid,
          orgId: 1,
          title,
          uri: `db/${slugOf(title)}`,
          url: `/d/${uid}/${slugOf(title)}`,
          slug: '',
          type: 'dash-db',
          tags: own,
          isStarred: false,
          ...(folder === undefined ? {} : { folderUid: folder.uid, folderTitle: folder.title, folderUrl: `/dashboards/f/${folder.uid}/${slugOf(folder.title)}` }),
          sortMeta: 0,
        })),
      };
    },
    'GET /api/access-control/user/permissions': () => ({ status: 200, body: Object.fromEntries([...permissions].sort().map((permission) => [permission, [scopeOf(permission)]])) }),
  };
}
