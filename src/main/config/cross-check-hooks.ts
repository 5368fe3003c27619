import type { HoldfastConfig } from '../../shared/model/config.ts';
import { HOOK_PROOFS } from '../../shared/model/hook-config.ts';
import { unknownId } from './cross-finding.ts';
import type { Finding } from './explain.ts';

/** Webhooks that exist without configuration; configured, they take their own secret only. */
const BUILT_IN: ReadonlySet<string> = new Set(['alertmanager', 'grafana', 'datadog']);

/** What only shows when webhooks are held against sources and services. */
export const checkHooks = ({ hooks, sources, services }: Pick<HoldfastConfig, 'hooks' | 'sources' | 'services'>): Finding[] =>
  hooks.flatMap((hook, index): Finding[] => {
    const path = ['hooks', index] as const;
    return [
      ...(hook.source === undefined ? [] : unknownId('source', hook.source, sources, [...path, 'source'])),
      ...(hook.service === undefined ? [] : unknownId('service', hook.service, services, [...path, 'service'])),
      ...(hook.secret === undefined || HOOK_PROOFS[hook.kind].includes('secret') ? [] : [{ path: [...path, 'secret'], part: 'key', message: `expected \`token\` instead of \`secret\`: ${hook.kind} does not sign its messages` } satisfies Finding]),
      ...(BUILT_IN.has(hook.id) && hook.id !== hook.kind ? [{ path: [...path, 'id'], message: `expected another id, because "${hook.id}" is the webhook of that kind` }] : []),
    ];
  });
