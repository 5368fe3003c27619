import { SEVERITY_MEANING } from '../../../../shared/model/severity.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { KeyButton } from '../Key.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { KIND_WORD } from '../../../../shared/text/fact-words.ts';
import { Fact, Named, Panel, Unknown } from './Panel.tsx';
import styles from './panel.module.css';

/** How grave, of what kind, and for whose eyes. */
export function Triage() {
  const { detail, may, ask, letters } = useIncidentPage();
  const { severity, highestSeverity, kind } = detail;
  return (
    <Panel title="Triage">
      <ul className={styles.list}>
        <Fact
          sub={`${SEVERITY_MEANING[severity]}${highestSeverity === severity ? '' : ` It was ${highestSeverity} at its worst.`}`}
          buttons={
            may.steer ? (
              <KeyButton kind="quiet" keys="e" letters={letters} onClick={() => ask({ form: 'severity' })}>
                Change…
                <span className="hf-visually-hidden"> the severity</span>
              </KeyButton>
            ) : null
          }
        >
          <StateMark state={severity} />
        </Fact>
        <Fact
          buttons={
            may.steer ? (
              <Button kind="quiet" onClick={() => ask({ form: 'head' })}>
                Title, kind, services…
              </Button>
            ) : null
          }
        >
          <Named name="Kind">{kind === null ? <Unknown>not yet known</Unknown> : KIND_WORD[kind]}</Named>
        </Fact>
        <Fact
          buttons={
            may.steer && (!detail.private || may.reveal) ? (
              <Button kind="quiet" onClick={() => ask({ form: 'privacy' })}>
                {detail.private ? 'Make public…' : 'Make private…'}
              </Button>
            ) : null
          }
        >
          <Named name="Seen by">{detail.private ? 'whoever may operate' : 'everybody'}</Named>
        </Fact>
        <Kept />
      </ul>
    </Panel>
  );
}

/** Whether something of it may ever be removed. */
function Kept() {
  const { detail, may, ask } = useIncidentPage();
  const { hold } = detail;
  const sub =
    hold === null ? null : (
      <>
        {plain(hold.reason, 300)} ({plain(hold.by.name, 60)}, <Moment at={hold.at} />)
      </>
    );
  return (
    <Fact
      sub={sub}
      buttons={
        (hold === null ? may.hold : may.liftHold) ? (
          <Button kind="quiet" onClick={() => ask({ form: 'hold' })}>
            {hold === null ? 'Legal hold…' : 'Lift the hold…'}
          </Button>
        ) : null
      }
    >
      <Named name="Kept">{hold === null ? 'as the settings say' : 'whole: under legal hold'}</Named>
    </Fact>
  );
}
