import { z } from 'zod';
import { HookKindName, HookMap } from '../model/hook-config.ts';
import { HookMapDraft, HookPreview, HookView } from '../model/hook-view.ts';
import { HookId, ServiceId, SourceId } from '../model/ids.ts';
import { Instant } from '../model/instant.ts';
import { Severity } from '../model/severity.ts';
import { call } from './define.ts';
import { none } from './paging.ts';

/** A webhook as it is written into holdfast.yaml, without its secret. */
const HookDraft = z.strictObject({
  kind: HookKindName,
  source: SourceId.optional(),
  service: ServiceId.optional(),
  severity: Severity.optional(),
  reportedBy: z.enum(['monitoring', 'customers']).default('monitoring'),
  map: HookMap.optional(),
});

/** Calls about webhooks that others call. Part of the contract. */
export const hookCalls = {
  'hooks.list': call({
    method: 'GET', path: '/hooks', right: 'view', summary: 'Webhooks and how they fare since the start: what was taken, what was refused and why. Never their secrets.',
    input: none,
    output: z.object({ items: z.array(HookView), since: Instant }),
  }),
  'hooks.sample': call({ method: 'GET', path: '/hooks/{id}/sample', right: 'admin', summary: 'The last message that a webhook took or could not understand, as it came; null where there is none.', input: z.object({ id: HookId }), output: z.object({ text: z.string().nullable() }) }),
  'hooks.preview': call({
    method: 'POST', path: '/hooks/{id}/preview', right: 'admin', summary: 'What a mapping would make of a message, path by path. Nothing is taken in.',
    input: z.object({ id: HookId, sample: z.string().max(262_144, 'expected at most 256 KiB'), map: HookMapDraft, service: ServiceId.optional(), severity: Severity.optional(), reportedBy: z.enum(['monitoring', 'customers']).default('monitoring') }),
    output: HookPreview,
  }),
  'hooks.write': call({
    method: 'PUT', path: '/hooks/{id}', right: 'admin',
    summary: 'Adds a webhook to holdfast.yaml, or changes the one with this id. With `secret: made` a secret is made, stored, and answered this once; with `env` it stands in a variable of the environment; `kept` leaves it as it is.',
    input: z.object({ id: HookId, hook: HookDraft, proof: z.enum(['token', 'secret']), secret: z.enum(['made', 'env', 'kept']), env: z.string().regex(/^[A-Za-z_]\w{0,99}$/, 'expected the name of an environment variable, such as SUPPORT_TOKEN').optional(), isNew: z.boolean().describe('refuse where there is one with this id already') }),
    output: z.object({ secret: z.string().nullable() }),
  }),
  'hooks.remove': call({ method: 'DELETE', path: '/hooks/{id}', right: 'admin', summary: 'Removes a webhook from holdfast.yaml, and the secret that was made for it.', input: z.object({ id: HookId }), output: none }),
} as const;
