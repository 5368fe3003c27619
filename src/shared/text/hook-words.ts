import type { HookKindName } from '../model/hook-config.ts';

interface KindWords {
  readonly name: string;
  readonly brings: 'alerts' | 'changes';
}

/** What each kind of webhook is called on screens, and what it brings. */
export const HOOK_WORDS: Readonly<Record<HookKindName, KindWords>> = {
  alert: { name: 'Support desk, or any other JSON', brings: 'alerts' },
  alertmanager: { name: 'Alertmanager', brings: 'alerts' },
  grafana: { name: 'Grafana', brings: 'alerts' },
  datadog: { name: 'Datadog', brings: 'alerts' },
  github: { name: 'GitHub', brings: 'changes' },
  terraform: { name: 'Terraform', brings: 'changes' },
  argo: { name: 'Argo CD', brings: 'changes' },
  change: { name: 'Pipelines (CI), or any other change', brings: 'changes' },
};
