import type { HookKindName } from '../../../../shared/model/hook-config.ts';
import type { HookProof } from '../../../../shared/model/hook-view.ts';

/** How to set up a sender: where it goes, and the text to copy. */
export interface Snippet {
  readonly where: string;
  readonly text: string;
}

export interface SnippetOf {
  readonly id: string;
  readonly kind: HookKindName;
  readonly proof: HookProof;
  readonly url: string;
}

const variable = (id: string): string => `${id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_TOKEN`;

const DATADOG = { alert_id: '$ALERT_ID', transition: '$ALERT_TRANSITION', title: '$ALERT_TITLE', scope: '$ALERT_SCOPE', priority: '$ALERT_PRIORITY', tags: '$TAGS', status: '$ALERT_STATUS', date: '$DATE', cycle: '$ALERT_CYCLE_KEY', link: '$LINK', metric: '$ALERT_METRIC' };

const ARGO = (url: string): string => `# argocd-notifications-cm; the token stands in argocd-notifications-secret as holdfast-token
data:
  service.webhook.holdfast: |
    url: ${url}
    headers:
      - { name: Authorization, value: Bearer $holdfast-token }
      - { name: Content-Type, value: application/json }
  template.holdfast: |
    webhook:
      holdfast:
        method: POST
        body: |
          {
            "app": {{toJson .app.metadata.name}}, "namespace": {{toJson .app.metadata.namespace}}, "project": {{toJson .app.spec.project}},
            "phase": {{toJson .app.status.operationState.phase}}, "message": {{toJson .app.status.operationState.message}},
            "startedAt": {{toJson .app.status.operationState.startedAt}}, "finishedAt": {{toJson .app.status.operationState.finishedAt}},
            "revision": {{toJson .app.status.sync.revision}}, "by": {{toJson .app.status.operationState.operation.initiatedBy.username}},
            "url": {{toJson (printf "%s/applications/%s" .context.argocdUrl .app.metadata.name)}}
          }
  trigger.holdfast: |
    - when: app.status.operationState.phase in ['Running', 'Succeeded', 'Failed', 'Error']
      send: [holdfast]`;

function curl({ id, proof, url }: SnippetOf, body: string): string {
  const name = variable(id);
  if (proof !== 'secret') return `curl -sS -X POST ${url} \\\n  -H "Authorization: Bearer $${name}" -H "Content-Type: application/json" \\\n  -d '${body}'`;
  return `BODY='${body}'\ncurl -sS -X POST ${url} \\\n  -H "X-Hub-Signature-256: sha256=$(printf %s "$BODY" | openssl dgst -sha256 -hmac "$${name}" -r | cut -d' ' -f1)" \\\n  -H "Content-Type: application/json" -d "$BODY"`;
}

/** Ready to copy; a secret never stands in it. */
export function snippetOf(hook: SnippetOf): Snippet {
  const { id, kind, proof, url } = hook;
  if (kind === 'alertmanager')
    return {
      where: 'In alertmanager.yml. Write the token into the file that it names, and keep repeat_interval under a day.',
      text: `receivers:\n  - name: holdfast\n    webhook_configs:\n      - url: ${url}\n        send_resolved: true\n        http_config:\n          authorization: { credentials_file: /etc/alertmanager/holdfast-token }`,
    };
  if (kind === 'grafana')
    return {
      where: 'Grafana, Alerting, Contact points, a new one of type Webhook. Leave the payload as it is.',
      text: `URL:            ${url}\nHTTP method:    POST\n${proof === 'secret' ? 'HMAC signature: Secret = the key; Header = X-Grafana-Alerting-Signature;\n                Timestamp header = X-Grafana-Alerting-Timestamp' : 'Authorization:  Scheme = Bearer; Credentials = the token'}`,
    };
  if (kind === 'datadog')
    return {
      where: 'Datadog, Integrations, Webhooks, New. Keep the token in a hidden custom variable; “Encode as form” stays off. Then write @webhook- and its name into the message of a monitor.',
      text: `URL:            ${url}\nCustom headers: {"Authorization": "Bearer $HOLDFAST_TOKEN"}\nPayload:\n${JSON.stringify(DATADOG, null, 2)}`,
    };
  if (kind === 'github')
    return {
      where: 'GitHub, Settings of the repository or organisation, Webhooks, Add webhook.',
      text: `Payload URL:  ${url}\nContent type: application/json\nSecret:       the key\nEvents:       Pushes, Deployments, Deployment statuses, Workflow runs, Releases`,
    };
  if (kind === 'terraform')
    return {
      where: 'HCP Terraform or Terraform Enterprise: Workspace, Settings, Notifications, Webhook.',
      text: `Webhook URL: ${url}\nToken:       the key\nTriggers:    Applying, Completed, Errored`,
    };
  if (kind === 'argo') return { where: 'Argo CD Notifications; then annotate applications with notifications.argoproj.io/subscribe.holdfast.holdfast: "".', text: ARGO(url) };
  if (kind === 'change')
    return {
      where: 'At the end of a step of a pipeline. A pipeline should not fail for it: end the line with || true.',
      text: curl(hook, '{"title": "Deploy of checkout 4.1", "kind": "deploy", "service": "checkout", "status": "succeeded", "externalId": "run-7", "from": "ci"}'),
    };
  return { where: `From whatever tells of it, in any shape that the mapping of “${id}” fits.`, text: curl(hook, '{"ticket": {"id": 7, "subject": "Cannot pay", "status": "open", "priority": "urgent"}}') };
}
