import type { ReactNode } from 'react';
import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import type { IncidentId, SourceId } from '../../../../shared/model/ids.ts';
import type { SilencedAlert } from '../../../../shared/model/silence.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useLater } from '../../../lib/use-later.ts';
import { useCall } from '../../../platform/use-call.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { apartWords } from '../../alerts/index.ts';
import { wantsPin } from '../../session/index.ts';
import { matcherOf, matcherProblem, matchersProblem, previewWords, type MatcherDraft, type PreviewWords } from '../rules/silence.ts';
import { useNames } from '../use-names.ts';
import styles from './silence.module.css';

const SETTLE_MS = 400;
const EVERY_MS = 15_000;
const GROUPS_SHOWN = 4;

type Answer = NonNullable<ReturnType<typeof useCall<'silences.preview'>>['data']>;

/** What is known of the alerts that a silence would silence now. */
export interface Preview {
  readonly words: PreviewWords | null;
  readonly answer: Answer | null;
  /** It is an answer to what was written before, or too old. */
  readonly old: boolean;
  /** Why it is not known; null where it is, or is still asked. */
  readonly trouble: string | null;
}

/** Asks the source what these would silence, once nobody has typed for a moment, and again while it is looked at. */
export function usePreview(detail: IncidentDetail, source: SourceId, matchers: readonly MatcherDraft[]): Preview {
  const names = useNames();
  const writes = JSON.stringify(matchers);
  const settled = useLater(writes, SETTLE_MS);
  const asked = JSON.parse(settled) as readonly MatcherDraft[];
  const valid = asked.length > 0 && asked.every((each) => matcherProblem(each) === null) && matchersProblem(asked) === null;
  const { data, error, isPlaceholderData } = useCall('silences.preview', { source, matchers: asked.map(matcherOf), incident: detail.id }, { enabled: valid, refetchMs: EVERY_MS, keep: true });
  const trouble = !valid ? 'The lines above are not complete yet.' : error === null ? null : wantsPin(error) ? 'Your PIN is needed to look; it is asked for when you send this.' : plain(error.message, 300);
  return { words: data === undefined ? null : previewWords(data, detail, names.service), answer: data ?? null, old: isPlaceholderData || settled !== writes || trouble !== null, trouble };
}

/** How many alerts would fall silent, five of them, and what somebody would rather know before. */
export function SilencePreview({ preview: { words, answer, old, trouble }, incident, children }: { preview: Preview; incident: IncidentId; children: ReactNode }) {
  return (
    <section className={styles.preview} aria-label="What it would silence now">
      <h3 className={styles.legend}>What it would silence now</h3>
      <p className={styles.main} role="status" data-old={old ? '' : undefined}>
        {trouble !== null ? (
          <StateMark state="blind" word="not known" />
        ) : words === null ? (
          'Looking …'
        ) : (
          words.main
        )}
      </p>
      {trouble === null ? null : <p className={styles.quiet}>{trouble}{words === null ? '' : ' Below is what was seen before.'}</p>}
      {words === null || words.warnings.length === 0 ? null : (
        <ul className={styles.warnings}>
          {words.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {children}
      {answer === null || answer.alerts === 0 ? null : <Samples answer={answer} old={old} incident={incident} />}
    </section>
  );
}

function Samples({ answer: { alerts, samples, groups, moreGroups }, old, incident }: { answer: Answer; old: boolean; incident: IncidentId }) {
  const rest = alerts - samples.length;
  return (
    <div data-old={old ? '' : undefined} className={styles.samples}>
      <ul className={styles.list} aria-label="Some of them">
        {samples.map((alert) => (
          <Sample key={JSON.stringify(alert.labels)} alert={alert} among={samples} incident={incident} />
        ))}
      </ul>
      {rest <= 0 ? null : <p className={styles.quiet}>and {rest.toLocaleString('en-GB')} more</p>}
      {groups.length === 0 ? null : (
        <>
          <h4 className={styles.sub}>As Alertmanager groups them, and whom it tells</h4>
          <ul className={styles.list} aria-label="Groups">
            {groups.slice(0, GROUPS_SHOWN).map(({ labels, receiver, alerts: inside }) => (
              <li key={`${receiver} ${JSON.stringify(labels)}`} className={styles.group}>
                <span dir="auto">{plain(labelsText(labels) || 'all together', 160)}</span>
                <span className={styles.quiet}>
                  {counted(inside, 'alert')} → {plain(receiver, 60)}
                </span>
              </li>
            ))}
          </ul>
          {groups.length + moreGroups <= GROUPS_SHOWN ? null : <p className={styles.quiet}>and {counted(groups.length + moreGroups - GROUPS_SHOWN, 'more group', 'more groups')}</p>}
        </>
      )}
    </div>
  );
}

const labelsText = (labels: Readonly<Record<string, string>>): string => Object.entries(labels).map(([name, value]) => `${name} ${value}`).join(', ');

function Sample({ alert, among, incident }: { alert: SilencedAlert; among: readonly SilencedAlert[]; incident: IncidentId }) {
  const names = useNames();
  const details = [alert.service === null ? '' : names.service(alert.service), alert.incident === incident ? '' : (alert.incident ?? 'no incident'), apartWords(alert.labels, among)].filter((text) => text !== '');
  return (
    <li className={styles.sample}>
      <StateMark state={alert.severity} />
      <span dir="auto">
        {plain(alert.name, 120)}
        <span className={styles.details}>{details.join(' · ')}</span>
      </span>
    </li>
  );
}
