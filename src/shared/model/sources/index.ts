import { z } from 'zod';
import { alertmanagerTraits, AlertmanagerSourceConfig } from './alertmanager.ts';
import { DatadogSourceConfig, datadogTraits } from './datadog.ts';
import { grafanaTraits, GrafanaSourceConfig } from './grafana.ts';
import { postmanTraits, PostmanSourceConfig } from './postman.ts';
import { prometheusTraits, PrometheusSourceConfig } from './prometheus.ts';
import { probeTraits, ProbeSourceConfig } from './probe.ts';
import type { SourceTraits } from './traits.ts';

/** Every type of source: its shape here, what others must know of it below, its adapter in `main/engine/sources/registry.ts`. */
export const SourceConfig = z.discriminatedUnion('type', [PrometheusSourceConfig, ProbeSourceConfig, AlertmanagerSourceConfig, PostmanSourceConfig, GrafanaSourceConfig, DatadogSourceConfig]);
export type SourceConfig = z.infer<typeof SourceConfig>;

export const SOURCE_TYPES = ['prometheus', 'probe', 'alertmanager', 'postman', 'grafana', 'datadog'] as const satisfies readonly SourceConfig['type'][];
export const SourceType = z.enum(SOURCE_TYPES);
export type SourceType = SourceConfig['type'];

const TRAITS: { readonly [T in SourceType]: SourceTraits<Extract<SourceConfig, { type: T }>> } = {
  prometheus: prometheusTraits,
  probe: probeTraits,
  alertmanager: alertmanagerTraits,
  postman: postmanTraits,
  grafana: grafanaTraits,
  datadog: datadogTraits,
};

/* The table is keyed by the type that the source itself names. */
export const traitsOf = (source: Pick<SourceConfig, 'type'>): SourceTraits<SourceConfig> => TRAITS[source.type] as unknown as SourceTraits<SourceConfig>;
