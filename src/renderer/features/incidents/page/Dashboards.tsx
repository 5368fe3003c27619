import { useLive } from '../../../lib/live-store.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { toRfc3339 } from '../../../../shared/model/units.ts';
import { useShell } from '../../../platform/context.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { dashboardLinks, dashboardSpan, type DashboardLink, type DashboardSpan } from '../rules/dashboard-links.ts';
import { Fact } from './Panel.tsx';
import styles from './panel.module.css';

/** Dashboards of the services of the incident, for its time. */
export function useDashboards(): { readonly links: readonly DashboardLink[]; readonly span: DashboardSpan | null } {
  const { detail } = useIncidentPage();
  const services = useLive((state) => state.servicesById);
  return { links: dashboardLinks(detail, (id) => services.get(id)), span: dashboardSpan(detail) };
}

export function Dashboards({ links, span }: { links: readonly DashboardLink[]; span: DashboardSpan }) {
  const shell = useShell();
  return (
    <ul className={styles.list} aria-label="Dashboards">
      {links.map(({ name, of, url }) => (
        <Fact
          key={url}
          sub={
            <>
              {of === null ? '' : `${plain(of, 60)} · `}
              {plain(new URL(url).host, 60)} · <Moment at={toRfc3339(span.from)} show="utc" /> to {span.to === null ? 'now' : <Moment at={toRfc3339(span.to)} show="utc" />}
            </>
          }
        >
          <a
            href={url}
            className={styles.link}
            onClick={(event) => {
              event.preventDefault();
              shell.openExternal(url);
            }}
          >
            Open in Grafana: {plain(name, 80)}
          </a>
        </Fact>
      ))}
    </ul>
  );
}
