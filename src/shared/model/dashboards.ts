import { z } from 'zod';
import { SourceId } from './ids.ts';
import type { EpochMs } from './units.ts';
import { DisplayName, HttpUrl } from './sources/parts.ts';

const Uid = z.string().regex(/^[\w-]{1,100}$/, 'expected a uid, the part after /d/ in the address of a dashboard');
const Panel = z.int().min(1).max(1_000_000);
const Variable = z.string().max(500);
const Variables = z.record(z.string().regex(/^\w{1,100}$/, 'expected the name of a variable, without "var-"'), z.union([Variable, z.array(Variable).min(1).max(50)]));

const shown = {
  name: DisplayName.optional().describe('what its link says; Dashboard unless told'),
  panel: Panel.optional().describe('id of the one panel that is opened'),
  variables: Variables.optional().describe('variable → value or values; {service} stands for the id of the service'),
};

/** A dashboard of the Grafana that it is configured with. */
export const OwnDashboardConfig = z.strictObject({ uid: Uid.describe('the part after /d/ in its address'), ...shown });
export type OwnDashboardConfig = z.infer<typeof OwnDashboardConfig>;

/** A dashboard of a service: one of a configured Grafana, or one at an address. */
export const DashboardConfig = z
  .strictObject({
    source: SourceId.optional().describe('id of the grafana source that has it'),
    uid: Uid.optional().describe('the part after /d/ in its address'),
    url: HttpUrl.optional().describe('address of the dashboard, instead of source and uid'),
    ...shown,
  })
  .refine(({ source, uid, url }) => (url === undefined ? source !== undefined && uid !== undefined : source === undefined && uid === undefined), 'expected "source" and "uid", or "url" alone');
export type DashboardConfig = z.infer<typeof DashboardConfig>;

/** Where written annotations are shown alone, instead of everywhere. */
export const AnnotatedDashboard = z.strictObject({ uid: Uid.describe('the part after /d/ in its address'), panel: Panel.optional().describe('id of a panel') });
export type AnnotatedDashboard = z.infer<typeof AnnotatedDashboard>;

/** A dashboard that a service leads to, without a span of time. */
export const Dashboard = z.object({ name: z.string(), url: z.string() });
export type Dashboard = z.infer<typeof Dashboard>;

/** Whatever its title is, Grafana finds it by its uid. `base`: address of Grafana. */
export function dashboardUrl(base: string, uid: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/d/${encodeURIComponent(uid)}`;
  url.search = '';
  url.hash = '';
  return url.href;
}

/** https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/create-dashboard-url-variables/ */
export function shownDashboard(address: string, { name, panel, variables = {} }: Pick<DashboardConfig, 'name' | 'panel' | 'variables'>, service: string): Dashboard {
  const url = new URL(address);
  for (const [variable, value] of Object.entries(variables)) {
    url.searchParams.delete(`var-${variable}`);
    for (const each of [value].flat()) url.searchParams.append(`var-${variable}`, each.replaceAll('{service}', service));
  }
  if (panel !== undefined) url.searchParams.set('viewPanel', String(panel));
  return { name: name ?? 'Dashboard', url: url.href };
}

/** A moment, or so many milliseconds before now. */
export type DashboardTime = { readonly at: EpochMs } | { readonly agoMs: number };

const timeText = (time: DashboardTime): string => ('at' in time ? String(time.at) : time.agoMs === 0 ? 'now' : `now-${String(Math.round(time.agoMs / 1_000))}s`);

/** The dashboard for a span of time. */
export function dashboardAt({ url: address }: Dashboard, from: DashboardTime, to: DashboardTime): string {
  const url = new URL(address);
  url.searchParams.set('from', timeText(from));
  url.searchParams.set('to', timeText(to));
  return url.href;
}
