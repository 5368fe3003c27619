import { INSTANT_NAMES, type InstantName, type InstantValue } from '../../../../shared/model/incident.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { INSTANT_WORD, instantSource } from '../../../../shared/text/fact-words.ts';
import { Fact, Named, Panel, Unknown } from './Panel.tsx';
import styles from './panel.module.css';

/** Every instant with where it comes from; of a corrected one both values. */
export function Instants() {
  const { detail } = useIncidentPage();
  const known = INSTANT_NAMES.filter((name) => (detail.instants[name]?.length ?? 0) > 0 || name === 'impactStartedAt' || name === 'impactEndedAt');
  return (
    <Panel title="Times">
      <ul className={styles.list}>
        {known.map((name) => (
          <OneInstant key={name} name={name} values={detail.instants[name] ?? []} />
        ))}
      </ul>
    </Panel>
  );
}

function OneInstant({ name, values }: { name: InstantName; values: readonly InstantValue[] }) {
  const { may, ask } = useIncidentPage();
  const value = values.at(-1);
  const word = INSTANT_WORD[name];
  const button = (
    <Button kind="quiet" onClick={() => ask({ form: 'instant', instant: name })} label={`Correct ${word.toLowerCase()}`}>
      Correct…
    </Button>
  );
  return (
    <Fact sub={value === undefined ? null : <Origin value={value} earlier={values.slice(0, -1).toReversed()} word={word} />} buttons={may.steer ? button : null}>
      <Named name={word}>{value?.at == null ? <Unknown>not recorded</Unknown> : <Moment at={value.at} />}</Named>
    </Fact>
  );
}

/** Where the value that counts comes from, and every one before it. */
function Origin({ value, earlier, word }: { value: InstantValue; earlier: readonly InstantValue[]; word: string }) {
  return (
    <>
      {value.noEarlierThan ? 'perhaps earlier; ' : ''}
      {instantSource(value)}
      {value.reason === null ? '' : `: ${plain(value.reason, 300)}`}
      {earlier.length === 0 ? null : (
        <ul className={styles.corrections} aria-label={`Earlier values of “${word}”`}>
          {earlier.map((each) => (
            <li key={each.recordedAt + (each.at ?? '')}>
              before: {each.at === null ? 'not known' : <Moment at={each.at} show="utc" />}, {instantSource(each)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
