import { IMPACT_FIELDS, type ImpactField } from '../../../../shared/model/incident.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { customerMinutes } from '../rules/customer-minutes.ts';
import { groupedNumber, IMPACT, impactText } from '../../../../shared/text/fact-words.ts';
import { Fact, Named, Panel, Unknown } from './Panel.tsx';
import styles from './panel.module.css';

/** What it does to customers: estimates, each with where it comes from, or not yet known. */
export function Impact() {
  return (
    <Panel title="Impact">
      <CustomerMinutes />
      <ul className={styles.list}>
        {IMPACT_FIELDS.map((field) => (
          <Estimate key={field} field={field} />
        ))}
      </ul>
    </Panel>
  );
}

function CustomerMinutes() {
  const { detail } = useIncidentPage();
  const now = useEngineNow(10_000) ?? epochMs(0);
  const found = customerMinutes(detail, detail.impact, now);
  if (found === null) return null;
  return (
    <p className={styles.total}>
      <strong>{groupedNumber(found.product)}</strong> customer-minutes{found.soFar ? ' so far' : ''}
      <span className={styles.sub}>
        {groupedNumber(found.customers)} customers × {groupedNumber(found.minutes)} min of impact
      </span>
    </p>
  );
}

function Estimate({ field }: { field: ImpactField }) {
  const { detail, may, ask } = useIncidentPage();
  const estimate = detail.impact.find((each) => each.field === field);
  const text = estimate === undefined ? null : impactText(estimate);
  const { word } = IMPACT[field];
  const sub =
    estimate === undefined ? null : (
      <>
        {estimate.source === null || estimate.source === '' ? 'no source' : plain(estimate.source, 300)} · {plain(estimate.by.name, 60)}, <Moment at={estimate.at} show="utc" />
      </>
    );
  const button = (
    <Button kind="quiet" onClick={() => ask({ form: 'impact', field })} label={`${text === null ? 'Set' : 'Change'} ${word.toLowerCase()}`}>
      {text === null ? 'Set…' : 'Change…'}
    </Button>
  );
  return (
    <Fact sub={sub} buttons={may.tell ? button : null}>
      <Named name={word}>{text ?? <Unknown>not yet known</Unknown>}</Named>
    </Fact>
  );
}
