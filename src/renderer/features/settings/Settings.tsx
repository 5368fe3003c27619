import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { AboutPage } from './about/AboutPage.tsx';
import { ChannelsPage } from './channels/ChannelsPage.tsx';
import { ConfigurationPage } from './configuration/ConfigurationPage.tsx';
import { ConnectPage } from './connect/ConnectPage.tsx';
import { DataPage } from './data/DataPage.tsx';
import { HooksPage } from './hooks/HooksPage.tsx';
import { ScreenPage } from './screen/ScreenPage.tsx';
import { SeatsPage } from './seats/SeatsPage.tsx';
import { SourcesPage } from './sources/SourcesPage.tsx';
import styles from './settings.module.css';

const PAGES = [
  { path: '/settings', name: 'Sources', Page: SourcesPage },
  { path: '/settings/connect', name: 'Connect your own', Page: ConnectPage },
  { path: '/settings/webhooks', name: 'Webhooks', Page: HooksPage },
  { path: '/settings/channels', name: 'Channels', Page: ChannelsPage },
  { path: '/settings/configuration', name: 'Configuration', Page: ConfigurationPage },
  { path: '/settings/data', name: 'Data', Page: DataPage },
  { path: '/settings/seats', name: 'Seats and people', Page: SeatsPage },
  { path: '/settings/screen', name: 'This screen', Page: ScreenPage },
  { path: '/settings/about', name: 'About', Page: AboutPage },
] as const;

/** Screens with an address of their own that people look for here; only those that this build has. */
const there = (found: Readonly<Record<string, unknown>>): boolean => Object.keys(found).length > 0;
const hasRules = there(import.meta.glob('../rules/index.ts'));
const hasRecords = there(import.meta.glob('../records/index.ts'));
const BESIDE = [
  ...(hasRules ? [{ path: '/rules', name: 'Rules' }] : []),
  ...(hasRecords ? [{ path: '/maintenance', name: 'Maintenance' }, { path: '/silences', name: 'Silences' }, { path: '/import', name: 'Import' }, { path: '/audit', name: 'Audit' }] : []),
];

/** Everything below `/settings`: what is watched, who may do what, this screen. */
export function Settings() {
  const [location] = useLocation();
  return (
    <div className={styles.settings}>
      <nav className={styles.nav} aria-label="Settings">
        {[...PAGES, ...BESIDE].map(({ path, name }) => (
          <Link key={path} href={path} className={styles.navItem ?? ''} aria-current={location === path ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      <main className={styles.main}>
        <Switch>
          {PAGES.map(({ path, Page }) => (
            <Route key={path} path={path}>
              <Page />
            </Route>
          ))}
          <Route>
            <Redirect to="/settings" replace />
          </Route>
        </Switch>
      </main>
    </div>
  );
}
