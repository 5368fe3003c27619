import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { z } from 'zod';
import type { Alert, IncidentDetail } from '../../../../shared/model/incident.ts';
import type { ItemId, SourceId } from '../../../../shared/model/ids.ts';
import type { IncidentSilence, SilenceKeeper } from '../../../../shared/model/silence.ts';
import { epochMs, fromRfc3339, toRfc3339 } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useEngineNow, useLiveStore } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Dialog } from '../../../ui/kit/Dialog.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { CheckField, Field, SelectField } from '../../../ui/kit/Field.tsx';
import { Segments } from '../../../ui/kit/Segments.tsx';
import { useDraft, type Draft } from '../../session/index.ts';
import { FormDialog } from '../FormDialog.tsx';
import { alertsAt, draftOf, isLong, LASTS, LASTS_MS, LASTS_WORD, likelySource, matcherOf, MatcherDraft, matcherProblem, matchersOf, matchersProblem, silenceRefusal, usualReason, type Lasts } from '../rules/silence.ts';
import { TimeField, useTimeText, type TimeText } from '../TimeField.tsx';
import { useTimeWords } from '../use-names.ts';
import { useSilence } from '../use-silence.ts';
import { MatcherRows } from './MatcherRows.tsx';
import { SilencePreview, usePreview } from './SilencePreview.tsx';
import styles from './silence.module.css';

interface Props {
  readonly detail: IncidentDetail;
  /** One that was not made, to be tried again with its words. */
  readonly again: ItemId | null;
  readonly onClose: () => void;
}

const MOST = 100;

/** Silences alerts at the Alertmanager, from the incident that they belong to. */
export function SilenceForm({ detail, again, onClose }: Props) {
  const silences = useCall('silences.list', {});
  const alerts = useCall('alerts.list', { incident: detail.id, limit: MOST });
  const refusal = silenceRefusal(detail);
  const failed = silences.data === undefined ? silences.error : alerts.data === undefined ? alerts.error : null;
  const title = 'Silence alerts';
  const instead = (inside: ReactNode) => (
    <Dialog title={title} onClose={onClose}>
      {inside}
    </Dialog>
  );
  if (refusal !== null) return instead(<EmptyState title="No silence can be made">{refusal}.</EmptyState>);
  if (failed !== null) return instead(<ErrorState title="What can be silenced could not be read" message={plain(failed.message, 300)} onRetry={() => void Promise.all([silences.refetch(), alerts.refetch()])} />);
  if (silences.data === undefined || alerts.data === undefined) return instead(<Skeleton units={24} label="Loading what can be silenced" />);
  const usual = likelySource(alerts.data.items, silences.data.sources.map(({ source }) => source));
  if (usual === null)
    return instead(
      <EmptyState title="No Alertmanager is connected" actions={<Link href="/settings/connect">Connect a source</Link>}>
        Silences are kept by an Alertmanager. Once one is connected, alerts of this incident can be silenced there.
      </EmptyState>,
    );
  return <Filled detail={detail} before={detail.silences.find(({ item }) => item === again) ?? null} keepers={silences.data.sources} usual={usual} alerts={alerts.data.items} onClose={onClose} />;
}

const Rows = z.array(MatcherDraft);
function rowsOf(draft: Draft, usual: () => readonly MatcherDraft[]): readonly MatcherDraft[] {
  const text = draft.text('matchers');
  return text === '' ? usual() : (Rows.safeParse(JSON.parse(text)).data ?? usual());
}

interface FilledProps {
  readonly detail: IncidentDetail;
  readonly before: IncidentSilence | null;
  readonly keepers: readonly SilenceKeeper[];
  /** The one that is chosen unless another is. */
  readonly usual: SourceId;
  readonly alerts: readonly Alert[];
  readonly onClose: () => void;
}

function Filled({ detail, before, keepers, usual, alerts, onClose }: FilledProps) {
  const live = useLiveStore();
  const draft = useDraft(`${detail.id}/silence${before === null ? '' : ` ${before.item}`}`);
  // What is prefilled is what was true when the form was opened: it must not change under the hand of whoever reads it.
  const [then] = useState({ alerts, usual });
  const [seen] = useState(detail.silences.length);
  const ids = keepers.map((each) => each.source);
  const source = draft.one('source', ids) ?? before?.source ?? then.usual;
  const rows = rowsOf(draft, () => before?.matchers.map(draftOf) ?? matchersOf(alertsAt(then.alerts, source)));
  const lasts: Lasts = draft.one('lasts', LASTS) ?? '1h';
  const until = useTimeText('future', draft.text('until'), (text) => draft.set('until', text));
  const reason = draft.text('written') === 'yes' ? draft.text('reason') : (before?.reason ?? usualReason(detail));
  const preview = usePreview(detail, source, rows);
  const [tried, setTried] = useState(false);
  const [meant, setMeant] = useState(false);
  const act = useSilence(detail.id, draft.drop);
  const meantLong = draft.text('long') === 'yes';
  const problem = matchersProblem(rows);
  const others = preview.words?.others ?? false;

  /** False, and the field says why, where no end is given. */
  const endOf = (): number | false => {
    const now = live.engineNow() ?? epochMs(0);
    if (lasts !== 'until') return now + LASTS_MS[lasts];
    const at = until.take();
    return typeof at === 'string' ? (fromRfc3339(at) ?? false) : false;
  };
  const send = () => {
    setTried(true);
    const end = endOf();
    if (end === false || problem !== null || reason.trim() === '' || rows.some((row) => matcherProblem(row) !== null) || (others && !meant)) return;
    if (isLong(end, live.engineNow() ?? epochMs(0)) && !meantLong) return;
    act.run({ source, matchers: rows.map(matcherOf), endsAt: toRfc3339(epochMs(end)), reason: reason.trim(), long: meantLong }, onClose);
  };
  return (
    <FormDialog
      title="Silence alerts"
      lead="Whom Alertmanager would page is not told of them until the silence ends. They stay in sight here, and the incident stays open."
      submit={preview.words === null || preview.old || preview.answer === null ? 'Silence them' : preview.answer.alerts === 0 ? 'Silence what comes' : `Silence ${preview.answer.alerts.toLocaleString('en-GB')} ${preview.answer.alerts === 1 ? 'alert' : 'alerts'}`}
      kind={others ? 'danger' : 'primary'}
      busy={act.busy}
      error={act.error}
      what="Not done"
      notice={<Meanwhile silences={detail.silences.slice(seen)} unsure={act.error?.code === 'unavailable'} />}
      onSubmit={send}
      onClose={onClose}
      draft={draft}
      width="wide"
    >
      <div className={styles.columns}>
        <div className={styles.fields}>
          {keepers.length > 1 ? (
            <SelectField label="At" value={source} options={keepers.map((each) => ({ value: each.source, label: plain(each.name, 60) }))} onChange={(next) => draft.set('source', next)} />
          ) : (
            <p className={styles.at}>At {plain(keepers.find((each) => each.source === source)?.name ?? source, 60)}</p>
          )}
          <MatcherRows matchers={rows} tried={tried} problem={tried ? problem : null} onChange={(next) => draft.set('matchers', JSON.stringify(next))} />
          <End lasts={lasts} until={until} meantLong={meantLong} tried={tried} onLasts={(next) => draft.set('lasts', next)} onLong={(on) => draft.set('long', on ? 'yes' : '')} />
          <Field
            label="Reason"
            hint="Read by everybody who sees Alertmanager"
            lines={2}
            value={reason}
            onChange={(next) => {
              draft.set('written', 'yes');
              draft.set('reason', next);
            }}
            error={tried && reason.trim() === '' ? 'Expected some words: why is it silent?' : null}
          />
        </div>
        <div className={styles.look}>
          <SilencePreview preview={preview} incident={detail.id}>
            {others ? <CheckField label="Silence those of others too" checked={meant} onChange={setMeant} error={tried && !meant ? 'Say that this is meant, or narrow the lines' : null} /> : null}
          </SilencePreview>
        </div>
      </div>
    </FormDialog>
  );
}

interface EndProps {
  readonly lasts: Lasts;
  readonly until: TimeText;
  readonly meantLong: boolean;
  readonly tried: boolean;
  readonly onLasts: (lasts: Lasts) => void;
  readonly onLong: (on: boolean) => void;
}

/** For how long, with the end that this means on both clocks. */
function End({ lasts, until, meantLong, tried, onLasts, onLong }: EndProps) {
  const now = useEngineNow() ?? epochMs(0);
  const { both } = useTimeWords();
  const moment = lasts === 'until' ? until.read() : null;
  const end = lasts === 'until' ? (moment?.ok === true ? moment.at : null) : epochMs(now + LASTS_MS[lasts]);
  const long = end !== null && isLong(end, now);
  return (
    <fieldset className={styles.matchers}>
      <legend className={styles.legend}>For how long</legend>
      <Segments label="For how long" value={lasts} options={LASTS.map((value) => ({ value, label: LASTS_WORD[value] }))} onChange={onLasts} />
      {lasts === 'until' ? <TimeField time={until} label="Until" /> : <p className={styles.quiet}>Ends at {both(toRfc3339(end ?? now))}</p>}
      {lasts === 'until' && tried && moment === null ? <p className={styles.problem}>Expected a time such as “14:30” or “in 20m”</p> : null}
      {long ? <CheckField label="It is meant to last more than 7 days" checked={meantLong} onChange={onLong} error={tried && !meantLong ? 'Say that this is meant, or choose an earlier end' : null} /> : null}
    </fieldset>
  );
}

/** What came of an earlier attempt, or was done by somebody else, while the form was open: read before it is sent again. */
function Meanwhile({ silences, unsure }: { silences: readonly IncidentSilence[]; unsure: boolean }) {
  const { both } = useTimeWords();
  const there = silences.filter(({ state }) => state === 'made' || state === 'asked');
  const [last] = there.slice(-1);
  if (last === undefined) return unsure ? <p className={styles.problem}>It may have arrived all the same. Look at the silences of this incident before you send it again.</p> : null;
  return (
    <p className={styles.problem} role="status">
      {last.state === 'asked' ? `Meanwhile ${plain(last.by.name, 60)} has asked for a silence, and no answer has come yet: Holdfast is looking for it.` : `Meanwhile ${plain(last.by.name, 60)} has made a silence here, until ${both(last.endsAt)}.`} A second one is rarely wanted.
    </p>
  );
}
