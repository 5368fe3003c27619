import { LINK_KINDS, type IncidentLink } from '../../../../shared/model/incident.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useShell } from '../../../platform/context.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { useIncidentPage } from '../page-context.ts';
import { Dashboards, useDashboards } from './Dashboards.tsx';
import { Fact, Panel } from './Panel.tsx';
import styles from './panel.module.css';

/** Where a link leads, so that nobody is sent to a stranger by its label. */
function hostOf(url: string): string {
  return URL.canParse(url) ? plain(new URL(url).host, 60) : 'no address';
}

export function Links() {
  const { detail, may, ask } = useIncidentPage();
  const dashboards = useDashboards();
  const links = detail.links.toSorted((a, b) => LINK_KINDS.indexOf(a.kind) - LINK_KINDS.indexOf(b.kind));
  const add = may.tell ? (
    <Button kind="quiet" onClick={() => ask({ form: 'link' })} label="Add a link">
      Add…
    </Button>
  ) : null;
  return (
    <Panel title="Links" action={add}>
      {dashboards.links.length === 0 || dashboards.span === null ? null : <Dashboards links={dashboards.links} span={dashboards.span} />}
      {links.length === 0 && dashboards.links.length === 0 ? <p className={styles.quiet}>War room, ticket and dashboards stand here.</p> : null}
      {links.length === 0 ? null : (
        <ul className={styles.list} aria-label="Links">
          {links.map((link) => (
            <OneLink key={link.id} link={link} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OneLink({ link }: { link: IncidentLink }) {
  const { may, act, busy } = useIncidentPage();
  const shell = useShell();
  const label = plain(link.label, 120);
  const remove = (
    <Button kind="quiet" disabled={busy} onClick={() => act({ type: 'removeLink', item: link.id })} label={`Remove the link ${label}`}>
      Remove
    </Button>
  );
  return (
    <Fact sub={hostOf(link.url)} buttons={may.steer ? remove : null}>
      <a
        href={link.url}
        className={styles.link}
        onClick={(event) => {
          event.preventDefault();
          shell.openExternal(link.url);
        }}
      >
        {label}
      </a>
    </Fact>
  );
}
