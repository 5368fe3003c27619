import { ChangeInput } from '../../../shared/contract/change-calls.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { plain } from '../../../shared/text/plain.ts';
import { ALERT_BYTES, OTHER_BYTES, type HookContext, type HookKind, type HookKinds, type HookWork } from '../hooks/kinds.ts';
import { hmacHeader, hubSignature } from '../hooks/signature.ts';
import { readShape } from '../hooks/words.ts';
import type { Log } from '../ports.ts';
import { readArgo } from './argo.ts';
import type { ChangeDraft, ReadBody } from './draft.ts';
import { readGithub } from './github.ts';
import { isTooOld, servicesOf, type NamedService } from './rules.ts';
import type { Changes } from './service.ts';
import { readTerraform } from './terraform.ts';
import { toldChange } from './told.ts';

export interface ChangeHookDeps {
  readonly changes: Pick<Changes, 'take'>;
  readonly services: () => readonly NamedService[];
  readonly log: Log;
}

/** Kinds of webhooks that bring changes. */
export function createChangeKinds({ changes, services, log }: ChangeHookDeps): Pick<HookKinds, 'github' | 'terraform' | 'argo' | 'change'> {
  const workOf = (read: ReadBody, { hook, now }: HookContext): HookWork => {
    if ('ignored' in read) {
      // Nothing is left to be done, so that only the log can say why.
      log.info('a webhook told of no change', { hook: hook.id, reason: plain(read.ignored, 300) });
      return { count: 0, run: () => {}, ignored: plain(read.ignored, 300) };
    }
    // What is older than anything that is kept would be refused with all that came beside it.
    const drafts = read.changes.filter((draft) => !isTooOld(draft, now)).map((draft) => ofService(draft, hook.service));
    return { count: drafts.length, run: () => take(drafts, hook.id) };
  };
  const ofService = (draft: ChangeDraft, service: string | undefined): ChangeDraft => (service === undefined || servicesOf(draft.about, services()).services.length > 0 ? draft : { ...draft, about: [service, ...draft.about] });
  const take = (drafts: readonly ChangeDraft[], hook: string): void => {
    try {
      changes.take(drafts, hook);
    } catch (error) {
      // Far too many came, and that is said on every screen: to try again would hold up what waits behind it.
      if (!(error instanceof HoldfastError) || error.code !== 'rate_limited') throw error;
      log.warn('changes of a webhook were not taken', { hook, changes: drafts.length });
    }
  };
  const kind = (signedBy: HookKind['signedBy'], mostBytes: number, read: (body: unknown, context: HookContext) => ReadBody): HookKind => ({ mostBytes, signedBy, repeatsOnlyOn5xx: false, read: (body, context) => workOf(read(body, context), context) });
  return {
    github: kind(hubSignature, ALERT_BYTES, (body, { header }) => readGithub(header('x-github-event') ?? '', body)),
    /** https://developer.hashicorp.com/terraform/cloud-docs/api-docs/notification-configurations#notification-authenticity */
    terraform: kind(hmacHeader('x-tfe-notification-signature', 'sha512'), OTHER_BYTES, readTerraform),
    argo: kind(null, OTHER_BYTES, readArgo),
    change: kind(hubSignature, OTHER_BYTES, (body) => {
      const told = readShape(ChangeInput, body);
      return { changes: [toldChange(told, told.from)] };
    }),
  };
}
