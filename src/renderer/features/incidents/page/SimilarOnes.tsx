import { Link } from 'wouter';
import type { Repeats, Similar } from '../../../../shared/model/incident.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { Fact, Panel, Unknown } from './Panel.tsx';
import styles from './panel.module.css';

const SHOWN = 3;

/** "Same as INC-2026-0031?", with what fixed it then. */
export function SimilarOnes() {
  const { detail } = useIncidentPage();
  const { data } = useCall('incidents.similar', { id: detail.id });
  const items = data?.items ?? [];
  const repeats = tellsMore(detail.repeats) ? detail.repeats : null;
  if (repeats === null && items.length === 0 && detail.absorbed.length === 0 && detail.sameAs === null) return null;
  return (
    <Panel title={detail.sameAs !== null || repeats?.basis === 'confirmed' ? 'Seen before' : items.length > 0 || repeats !== null ? 'Seen before?' : 'Belonging to it'}>
      <ul className={styles.list}>
        {repeats === null ? null : <Repeated repeats={repeats} />}
        {detail.sameAs === null ? items.slice(0, SHOWN).map((item) => <Suggestion key={item.incident} item={item} />) : <Confirmed id={detail.sameAs} fixedBy={items.find(({ incident }) => incident === detail.sameAs)?.fixedBy ?? null} />}
        {items.length === 0 ? null : (
          <Fact>
            <Link href={`/search?in=fix&like=${detail.id}`}>How incidents like this were fixed</Link>
          </Fact>
        )}
        {detail.absorbed.map((id) => (
          <Fact key={id}>
            <Link href={`/incidents/${id}`}>{id}</Link> <Unknown>taken in here</Unknown>
          </Fact>
        ))}
      </ul>
    </Panel>
  );
}

/** That the same rule fired is what the suggestions say already. */
const tellsMore = (repeats: Repeats | null): boolean => repeats !== null && (repeats.basis !== 'signature' || repeats.actions.length > 0);

/** What it repeats, and what should have been done about it since. */
function Repeated({ repeats }: { repeats: Repeats }) {
  const isLate = repeats.actions.some(({ daysLate }) => daysLate !== null);
  return (
    <Fact wanting={isLate} sub={repeats.actions.length === 0 ? null : <Link href={`/review/${repeats.incident}?show=actions`}>What was to be done after {repeats.incident}</Link>}>
      {plain(repeats.says, 300)}
    </Fact>
  );
}

const fixedText = (by: string): string => `Fixed then by: ${plain(by, 400)}`;

function Confirmed({ id, fixedBy }: { id: string; fixedBy: string | null }) {
  const { may, act, busy } = useIncidentPage();
  const button = (
    <Button kind="quiet" disabled={busy} onClick={() => act({ type: 'sameAs', incident: null })}>
      Not the same
    </Button>
  );
  return (
    <Fact sub={fixedBy === null ? null : fixedText(fixedBy)} buttons={may.steer ? button : null}>
      The same as <Link href={`/incidents/${id}`}>{id}</Link>
    </Fact>
  );
}

function Suggestion({ item }: { item: Similar }) {
  const { may, act, busy } = useIncidentPage();
  const button = (
    <Button kind="quiet" disabled={busy} onClick={() => act({ type: 'sameAs', incident: item.incident })} label={`The same as ${item.incident}`}>
      The same
    </Button>
  );
  const sub = (
    <>
      {plain(item.title, 120)}; {plain(item.why, 160)}
      {item.resolvedAt === null ? '' : ', resolved '}
      {item.resolvedAt === null ? null : <Moment at={item.resolvedAt} show="utc" />}
      {item.fixedBy === null ? null : <strong className={styles.fixed}>{fixedText(item.fixedBy)}</strong>}
    </>
  );
  return (
    <Fact sub={sub} buttons={may.steer ? button : null}>
      Same as <Link href={`/incidents/${item.incident}`}>{item.incident}</Link>?
    </Fact>
  );
}
