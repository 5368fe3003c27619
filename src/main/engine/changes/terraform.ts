import { z } from 'zod';
import type { ChangeStatus } from '../../../shared/model/change.ts';
import { fromRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { readShape } from '../hooks/words.ts';
import type { ChangeDraft, ReadBody } from './draft.ts';

/**
 * Notifications of HCP Terraform and Terraform Enterprise, "webhook" destination:
 * https://developer.hashicorp.com/terraform/cloud-docs/api-docs/notification-configurations#notification-payload. Fields of a run
 * are null in the message that verifies the address.
 */
const Text = z.string();
const Runs = z.object({
  payload_version: z.literal(1),
  run_id: Text.nullish(),
  run_url: Text.nullish(),
  run_message: Text.nullish(),
  run_created_at: Text.nullish(),
  run_created_by: Text.nullish(),
  workspace_id: Text.nullish(),
  workspace_name: Text.nullish(),
  organization_name: Text.nullish(),
  notifications: z.array(z.object({ message: Text.nullish(), trigger: Text, run_status: Text.nullish(), run_updated_at: Text.nullish(), run_updated_by: Text.nullish() })).min(1).max(50),
});
const Other = z.object({ payload_version: z.union([z.number(), Text]), trigger: Text.optional() });

/** Until a run applies, nothing is different anywhere. */
const STATUS: Readonly<Record<string, ChangeStatus>> = { applying: 'started', apply_queued: 'started', applied: 'succeeded', errored: 'failed' };

/** What a notification tells. Throws `invalid_input` where it is not as Terraform sends it. */
export function readTerraform(body: unknown): ReadBody {
  const { payload_version: version, trigger } = readShape(Other, body);
  if (version !== 1) return { ignored: `"${(trigger ?? `version ${String(version)}`).slice(0, 60)}" tells of no run; expected notifications of runs` };
  const message = readShape(Runs, body);
  const reasons: string[] = [];
  const changes = message.notifications.flatMap((notification): ChangeDraft[] => {
    const read = readNotification(message, notification);
    if (typeof read !== 'string') return [read];
    reasons.push(read);
    return [];
  });
  return changes.length > 0 ? { changes } : { ignored: [...new Set(reasons)].join('; ') };
}

type Message = z.output<typeof Runs>;

function readNotification(message: Message, { trigger, run_status: state, run_updated_at: updated, run_updated_by: updatedBy }: Message['notifications'][number]): ChangeDraft | string {
  if (trigger === 'verification') return 'Terraform tried whether somebody is here';
  const status = state != null && Object.hasOwn(STATUS, state) ? STATUS[state] : undefined;
  if (status === undefined) return `the run is "${(state ?? trigger).slice(0, 40)}", and has changed nothing yet`;
  if (message.run_id == null) return 'the notification names no run';
  const workspace = message.workspace_name ?? message.workspace_id ?? 'a workspace';
  const at = (text: string | null | undefined): EpochMs | null => (text == null ? null : fromRfc3339(text));
  const told = at(updated);
  return {
    from: 'terraform',
    externalId: `run ${message.run_id}`,
    kind: /dns|zone|route53|domain/i.test(workspace) ? 'dns' : 'infrastructure',
    title: `Terraform run in ${workspace}${message.run_message == null || message.run_message === '' ? '' : `: ${message.run_message.split(/\r?\n/, 1)[0] ?? ''}`}`,
    status,
    about: [workspace, ...(message.organization_name == null ? [] : [`${message.organization_name}/${workspace}`])],
    by: updatedBy ?? message.run_created_by ?? null,
    link: message.run_url ?? null,
    // It was created when somebody asked for a plan; what it changes begins when it applies.
    at: status === 'started' ? told : null,
    endedAt: status === 'started' ? null : told,
    toldAt: told,
    before: null,
    after: null,
  };
}
