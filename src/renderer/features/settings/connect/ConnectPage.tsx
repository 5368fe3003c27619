import { useState } from 'react';
import type { ConnectionReport } from '../../../../shared/model/connect.ts';
import type { SourceConfig } from '../../../../shared/model/sources/index.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { useSources, useWorkspace } from '../../../lib/live-store.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Failure } from '../../session/index.ts';
import { AdminGate } from '../Gate.tsx';
import { Page, Section } from '../Page.tsx';
import { chosenProposals } from './choices.ts';
import { forgetConnect, takeProposals, takeWorking, useConnect } from './draft-store.ts';
import { draftForm, EMPTY_DRAFT, freeId, readDraft, typesSecret, type SetupDraft } from './draft.ts';
import { OwnQuery } from './OwnQuery.tsx';
import { Proposals } from './Proposals.tsx';
import { Report } from './Report.tsx';
import { Saved, type SavedFacts } from './Saved.tsx';
import { SourceForm } from './SourceForm.tsx';
import styles from './connect.module.css';

/** "Connect your own": a source from its address to the signals on the wall, on one page. */
export function ConnectPage() {
  const [saved, setSaved] = useState<SavedFacts | null>(null);
  if (saved !== null) return <Saved saved={saved} onAgain={() => setSaved(null)} />;
  return (
    <Page title="Connect your own" lead="A system that knows how your services are. Nothing is written before you save.">
      <AdminGate what="Connecting a source">
        <Connect onSaved={setSaved} />
      </AdminGate>
    </Page>
  );
}

/** An id that nothing has yet, until a person writes one. */
function useFreeId(draft: SetupDraft): string {
  const demo = useWorkspace()?.demo ?? true;
  const taken = useSources().map(({ id }) => String(id));
  return draft.id === EMPTY_DRAFT.id ? freeId(draft.type, demo ? [] : taken) : draft.id;
}

function Connect({ onSaved }: { onSaved: (saved: SavedFacts) => void }) {
  const state = useConnect();
  const draft = { ...state.draft, id: useFreeId(state.draft) };
  const [tried, setTried] = useState(false);
  const [tested, setTested] = useState<{ readonly report: ConnectionReport; readonly revision: number; readonly type: SourceConfig['type'] } | null>(null);
  const test = useCallMutation('sources.test');
  const propose = useCallMutation('sources.propose');
  const secrets = useCall('secrets.describe', {});
  const cannotKeep = secrets.data?.canStore === false ? secrets.data.how : null;
  const read = readDraft(draft);
  const form = draftForm(draft);
  /** Runs with the form as a setup; shows what is missing in it instead where it is none. */
  const withSetup = (run: (setup: SourceConfig) => void) => () => {
    setTried(true);
    if (read.ok) run(read.setup);
  };
  const onTest = withSetup((setup) => {
    const { revision } = state;
    propose.reset();
    test.mutate(
      { setup },
      {
        onSuccess: (report) => {
          setTested({ report, revision, type: setup.type });
          if (report.ok) takeWorking(setup);
        },
      },
    );
  });
  const onPropose = withSetup((setup) => propose.mutate({ setup }, { onSuccess: ({ items }) => takeProposals(items, setup) }));
  return (
    <>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onTest();
        }}
      >
        <Section title="1 · Where it is">
          <SourceForm draft={draft} problems={tried && !read.ok ? read.problems : {}} cannotKeep={cannotKeep} />
          <div className={styles.actions}>
            <Button type="submit" kind={state.working === null ? 'primary' : 'normal'} busy={test.isPending}>
              Test the connection
            </Button>
            {tried && !read.ok ? <span className={styles.error}>{counted(Object.keys(read.problems).length, 'field')} above {Object.keys(read.problems).length === 1 ? 'needs' : 'need'} a look</span> : null}
          </div>
          <Failure error={test.error} what="Not tested" onPin={onTest} />
          {tested === null || test.isError || tested.type !== draft.type ? null : <Report report={tested.report} outdated={tested.revision !== state.revision} />}
        </Section>
      </form>
      <Section title="2 · What to watch" lead={form.after ?? (form.proposes ? 'Signals are proposed from the metrics found there, service by service. Each shows what it would show now.' : 'Each query shows what it would show now.')}>
        {form.proposes ? (
          <>
            <div className={styles.actions}>
              <Button kind={state.working !== null && state.proposals === null ? 'primary' : 'normal'} busy={propose.isPending} onClick={onPropose}>
                {state.proposals === null ? 'Find signals' : 'Find signals again'}
              </Button>
              {propose.isPending ? <span className={styles.quiet}>Looking at its metrics; this may take some seconds.</span> : null}
            </div>
            <Failure error={propose.error} what="Nothing found" onPin={onPropose} />
            <Proposals state={state} setup={state.working} />
          </>
        ) : null}
        {form.queryLanguage === null ? null : (
          <details className={styles.more} open={!form.proposes || state.own.length > 0 || state.proposals?.length === 0 || undefined}>
            <summary>A query of your own</summary>
            <OwnQuery state={state} setup={state.working} language={form.queryLanguage} />
          </details>
        )}
        <div className={styles.lastSection} />
      </Section>
      <Save draft={draft} cannotKeep={cannotKeep} onRefused={() => setTried(true)} onSaved={onSaved} />
    </>
  );
}

interface SaveProps {
  readonly draft: SetupDraft;
  readonly cannotKeep: string | null;
  readonly onRefused: () => void;
  readonly onSaved: (saved: SavedFacts) => void;
}

/** Writes holdfast.yaml; stays at the lower edge, so that what is chosen and what can be done about it are always in sight. */
function Save({ draft, cannotKeep, onRefused, onSaved }: SaveProps) {
  const state = useConnect();
  const connect = useCallMutation('sources.connect');
  const [refusal, setRefusal] = useState<string | null>(null);
  const chosen = chosenProposals(state.proposals ?? [], state.choices);
  const proposals = chosen.ok ? [...chosen.proposals, ...state.own] : [];
  const services = [...new Map(proposals.map(({ service, serviceName }) => [service, serviceName])).values()];
  const refusalNow = (): string | null => {
    if (!readDraft(draft).ok) return 'The form above is not complete; what is missing is marked there.';
    if (!chosen.ok) return chosen.message;
    if (cannotKeep !== null && typesSecret(draft)) return `A secret was typed that cannot be kept. ${cannotKeep}`;
    return null;
  };
  const save = () => {
    const reason = refusalNow();
    const read = readDraft(draft);
    setRefusal(reason);
    connect.reset();
    if (!read.ok) onRefused();
    if (reason !== null || !read.ok) return;
    connect.mutate(
      { setup: read.setup, proposals },
      {
        onSuccess: (written) => {
          onSaved({ written, services, signals: proposals.length, limits: proposals.filter(({ above, kind, unit }) => above !== null || (kind === 'availability' && unit === 'bool')).length });
          forgetConnect();
        },
      },
    );
  };
  const ready = state.working !== null && (proposals.length > 0 || draftForm(draft).after !== null);
  return (
    <div className={styles.save}>
      <Failure error={refusal === null ? connect.error : { message: refusal }} what="Not saved" onPin={save} />
      <div className={styles.actions}>
        <Button kind={ready ? 'primary' : 'normal'} busy={connect.isPending} onClick={save}>
          Save to holdfast.yaml
        </Button>
        <span className={styles.quiet}>{proposals.length === 0 ? 'no signal taken yet' : `${counted(proposals.length, 'signal')} of ${counted(services.length, 'service')}`}</span>
        <Button kind="quiet" onClick={forgetConnect}>
          Clear the form
        </Button>
      </div>
    </div>
  );
}
