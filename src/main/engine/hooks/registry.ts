import { alertmanager } from './alertmanager.ts';
import { datadog } from './datadog.ts';
import { grafana } from './grafana.ts';
import type { HookKinds } from './kinds.ts';
import { mapped } from './mapped.ts';

/** Kinds of webhooks that bring alerts. */
export const ALERT_KINDS = { alertmanager, grafana, datadog, alert: mapped } satisfies Partial<HookKinds>;
