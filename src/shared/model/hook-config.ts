import { z } from 'zod';
import { readPath } from '../text/json-path.ts';
import { HookId, ServiceId, SourceId } from './ids.ts';
import { Severity } from './severity.ts';

/** What a webhook carries: alerts of a known system, or of any other by a mapping; changes of a known system, or in our own words. */
export const HOOK_KINDS = ['alertmanager', 'grafana', 'datadog', 'alert', 'github', 'terraform', 'argo', 'change'] as const;
export const HookKindName = z.enum(HOOK_KINDS);
export type HookKindName = z.infer<typeof HookKindName>;

/** How the senders of each kind can prove themselves, the usual way first: a token that they send, or a signature of what they send. */
export const HOOK_PROOFS: Readonly<Record<HookKindName, readonly ('token' | 'secret')[]>> = {
  alertmanager: ['token'],
  grafana: ['token', 'secret'],
  datadog: ['token'],
  alert: ['token', 'secret'],
  github: ['secret'],
  terraform: ['secret'],
  argo: ['token'],
  change: ['token', 'secret'],
};

/** A place in a JSON text, in the part of RFC 9535 that names exactly one: `$.ticket.id`, `$['a b'][0]`. */
const Path = z.string().max(300).superRefine((text, context) => {
  const path = readPath(text);
  if ('problem' in path) context.addIssue({ code: 'custom', message: path.problem });
});

/** Words of `state` that say that it is over, unless told otherwise. */
export const DEFAULT_RESOLVED_WHEN = ['resolved', 'closed', 'solved', 'ok'];

export const HookMap = z.strictObject({
  identity: Path.describe('what makes two messages speak of the same: an id of the ticket or alert'),
  title: Path.describe('what is shown'),
  state: Path.optional().describe('what says whether it is over; without it every message is one that fires'),
  resolvedWhen: z.array(z.string().min(1).max(100)).max(20).default(DEFAULT_RESOLVED_WHEN).describe('values of `state`, in any case, that say that it is over'),
  severity: Path.optional().describe('P0, P1, P2, or a word of `severities`'),
  severities: z.record(z.string().min(1).max(100), Severity).optional().describe('what the sender’s words for severity mean: { urgent: P1 }'),
  service: Path.optional().describe('id or name of a service'),
  startsAt: Path.optional().describe('when it began: RFC 3339, or seconds or milliseconds since 1970'),
  updatedAt: Path.optional().describe('when the sender last changed it: what is older than what is known changes nothing'),
  url: Path.optional().describe('address of it at the sender'),
});
export type HookMap = z.infer<typeof HookMap>;

/** One webhook that others call: `POST /api/v1/hooks/<id>`. */
export const HookConfig = z
  .strictObject({
    id: HookId.describe('unique among webhooks; the end of its address'),
    kind: HookKindName.describe('what is sent here'),
    source: SourceId.optional().describe('id of the source that the alerts come from'),
    token: z.string().min(1).optional().describe('what the sender gives as Authorization: Bearer, usually ${env:NAME}, ${file:path} or ${secret:name}'),
    secret: z.string().min(1).optional().describe('key that the sender signs its messages with, usually ${env:NAME}, ${file:path} or ${secret:name}'),
    service: ServiceId.optional().describe('service of what names none'),
    severity: Severity.optional().describe('severity of what names none; P2 unless told'),
    reportedBy: z.enum(['monitoring', 'customers']).default('monitoring').describe('customers: people outside report it, as in a support desk'),
    map: HookMap.optional().describe('where in the message things stand; for the kind alert'),
  })
  .refine((hook) => (hook.token === undefined) !== (hook.secret === undefined), 'expected exactly one of "token" and "secret"')
  .refine((hook) => (hook.kind === 'alert') === (hook.map !== undefined), { path: ['map'], message: 'expected `map` with the kind "alert", and with no other' });
export type HookConfig = z.infer<typeof HookConfig>;
