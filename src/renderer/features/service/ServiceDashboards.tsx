import type { Service } from '../../../shared/model/entities.ts';
import { dashboardAt } from '../../../shared/model/dashboards.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useShell } from '../../platform/context.tsx';
import styles from './service.module.css';

/** Dashboards of the service, for the time that its charts show. */
export function ServiceDashboards({ service: { dashboards = [] }, windowMs }: { service: Service; windowMs: number }) {
  const shell = useShell();
  if (dashboards.length === 0) return null;
  return (
    <ul className={styles.dashboards} aria-label="Dashboards">
      <li className={styles.quiet} aria-hidden="true">
        Open in Grafana
      </li>
      {dashboards.map((dashboard) => {
        const url = dashboardAt(dashboard, { agoMs: windowMs }, { agoMs: 0 });
        return (
          <li key={dashboard.url}>
            <a
              href={url}
              title={new URL(url).host}
              onClick={(event) => {
                event.preventDefault();
                shell.openExternal(url);
              }}
            >
              <span className="hf-visually-hidden">Open in Grafana: </span>
              {plain(dashboard.name, 80)}
            </a>
          </li>
        );
      })}
    </ul>
  );
}
