import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { CallOutput, ConfigIssue } from '../../../../shared/contract/contract.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useWorkspace } from '../../../lib/live-store.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Banner } from '../../../ui/kit/Banner.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Failure } from '../../session/index.ts';
import { AdminGate } from '../Gate.tsx';
import { Page } from '../Page.tsx';
import { Conflict } from './Conflict.tsx';
import { Editor, type EditorHandle } from './Editor.tsx';
import { rebase, takeDisk, typeText, useEditing } from './editor-store.ts';
import { Issues } from './Issues.tsx';
import { useIssues } from './use-issues.ts';
import styles from './configuration.module.css';

const SCHEMA_LINE = '# yaml-language-server: $schema=./holdfast.schema.json';
/** A change of mere comments on disk sends no event. */
const LOOK_EVERY_MS = 5_000;

/** holdfast.yaml as text. */
export function ConfigurationPage() {
  return (
    <Page title="Configuration" wide>
      <AdminGate what="Reading and changing the configuration">
        <Configuration />
      </AdminGate>
    </Page>
  );
}

function Configuration() {
  const disk = useCall('config.get', {}, { refetchMs: LOOK_EVERY_MS });
  if (disk.data !== undefined) return <Loaded disk={disk.data} onLook={() => void disk.refetch()} />;
  return disk.isError ? <ErrorState title="The configuration could not be read" message={disk.error.message} onRetry={() => void disk.refetch()} /> : <Skeleton units={48} label="Loading the configuration" />;
}

/** What is typed against what is on disk; follows the disk for as long as nothing was typed. */
function useText(disk: CallOutput<'config.get'>): { readonly text: string; readonly changed: boolean; readonly conflict: boolean; readonly baseRevision: string } {
  const editing = useEditing();
  const untouched = editing.text === null || editing.text === editing.baseText;
  const behind = editing.text === null || editing.baseRevision !== disk.revision;
  useEffect(() => {
    if (behind && (untouched || editing.text === disk.text)) takeDisk(disk.text, disk.revision);
  }, [behind, untouched, editing.text, disk.text, disk.revision]);
  const text = untouched && behind ? disk.text : (editing.text ?? disk.text);
  return { text, changed: text !== disk.text, conflict: behind && !untouched && text !== disk.text, baseRevision: editing.baseRevision };
}

function Loaded({ disk, onLook }: { disk: CallOutput<'config.get'>; onLook: () => void }) {
  const { text, changed, conflict, baseRevision } = useText(disk);
  const checked = useIssues(text);
  const write = useCallMutation('config.write', ['config.get']);
  const [saved, setSaved] = useState(false);
  const editor = useRef<EditorHandle>(null);
  const issuesId = useId();
  const issues = checked.state === 'checked' ? checked.issues : null;
  const marked = useMemo(() => new Set((issues ?? []).flatMap(({ line }) => (line === null ? [] : [line]))), [issues]);
  const firstError = issues?.find(({ level }) => level === 'error');
  const go = ({ line, column }: ConfigIssue) => editor.current?.goTo(line ?? 1, column ?? 1);
  const save = () => {
    setSaved(false);
    if (firstError !== undefined) return go(firstError);
    write.mutate(
      { text, revision: baseRevision },
      {
        onSuccess: (now) => {
          rebase(now.text, now.revision);
          setSaved(true);
        },
        onError: ({ code }) => (code === 'conflict' ? onLook() : undefined),
      },
    );
  };
  return (
    <div className={styles.columns}>
      <div className={styles.notes}>
        <Notes disk={disk} />
        {conflict ? (
          <Conflict
            disk={disk.text}
            mine={text}
            onTakeDisk={() => {
              write.reset();
              takeDisk(disk.text, disk.revision);
            }}
            onKeepMine={() => {
              write.reset();
              rebase(disk.text, disk.revision);
            }}
          />
        ) : null}
      </div>
      <Editor
        ref={editor}
        label="holdfast.yaml"
        text={text}
        marked={marked}
        describedBy={issuesId}
        onSave={save}
        onChange={(next) => {
          setSaved(false);
          typeText(next);
        }}
      />
      <div className={styles.below}>
        <div className={styles.saveRow}>
          <Button kind={changed ? 'primary' : 'normal'} busy={write.isPending} disabled={!changed || conflict} shortcut="Control+S" onClick={save}>
            Save
          </Button>
          <span className={styles.quiet} role="status">
            {firstError !== undefined && changed ? 'Not saved yet: the errors come first.' : changed ? 'Not saved yet' : saved ? 'Saved and in use' : 'As on disk'}
          </span>
          {changed && !conflict ? (
            <Button kind="quiet" onClick={() => takeDisk(disk.text, disk.revision)}>
              Give up the changes
            </Button>
          ) : null}
        </div>
        {conflict ? null : <Failure error={write.error} what="Not saved" onPin={save} />}
        <Issues id={issuesId} checked={checked} onGo={go} />
      </div>
    </div>
  );
}

function Notes({ disk }: { disk: CallOutput<'config.get'> }) {
  const demo = useWorkspace()?.demo ?? false;
  return (
    <>
      {disk.usingLastGood ? <Banner level="warning">The file on disk has errors. Holdfast goes on with the last version that had none.</Banner> : null}
      {demo ? (
        <p className={styles.lead}>
          This is the demo’s own configuration; it is made anew with every demo. <Link href="/settings/connect">Connect your own</Link> writes one of yours.
        </p>
      ) : null}
      <p className={styles.lead}>
        <code>{plain(disk.file, 400)}</code>
      </p>
      <details className={styles.hint}>
        <summary>Completion in your own editor</summary>
        <p>
          Editors with a YAML language server complete and check this file when its first line is <code>{SCHEMA_LINE}</code>. <code>holdfast check-config {plain(disk.file, 400)}</code> checks it on the command line. Whatever is saved there is used here at
          once.
        </p>
      </details>
    </>
  );
}
