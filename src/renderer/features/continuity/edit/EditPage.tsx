import { useRef } from 'react';
import { Link } from 'wouter';
import type { CallOutput, ConfigIssue } from '../../../../shared/contract/contract.ts';
import type { Plan } from '../../../../shared/model/continuity/plan.ts';
import type { PlanId } from '../../../../shared/model/ids.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { Failure } from '../../session/index.ts';
import { AdminGate, Conflict, Editor, Issues, useIssues, type EditorHandle } from '../../settings/index.ts';
import { Part } from '../plan/PlanPage.tsx';
import { StepLane } from '../plan/StepLane.tsx';
import { blockOf, textOfBlock, withBlock, type Block } from './block.ts';
import { setTyped, useTyped, type Typed } from './edit-store.ts';
import styles from './edit.module.css';

const LOOK_EVERY_MS = 5_000;

/** One plan as it stands in holdfast.yaml, beside the picture of its steps; nothing else of the file is touched. */
export function EditPage({ id }: { id: PlanId }) {
  const plan = useCall('plans.get', { id });
  return (
    <Screen
      title={`Edit ${plain(plan.data?.name ?? id, 100)}`}
      crumb={
        <>
          <Link href="/continuity">Continuity</Link> › <Link href={`/continuity/plans/${id}`}>{plain(plan.data?.name ?? id, 80)}</Link>
        </>
      }
      body="columns"
    >
      <div className={styles.page}>
        <AdminGate what="Changing plans">
          <Loaded id={id} plan={plan.data ?? null} />
        </AdminGate>
      </div>
    </Screen>
  );
}

function Loaded({ id, plan }: { id: PlanId; plan: Plan | null }) {
  const disk = useCall('config.get', {}, { refetchMs: LOOK_EVERY_MS });
  if (disk.data === undefined) return disk.isError ? <ErrorState title="The configuration could not be read" message={disk.error.message} onRetry={() => void disk.refetch()} /> : <Skeleton units={40} label="Loading the plan" />;
  const block = blockOf(disk.data.text, id);
  if (block === null)
    return (
      <EmptyState title="This plan has no lines of its own" actions={<Link href="/settings/configuration">Edit the whole file</Link>}>
        It was not found as an entry in lines of its own under “plans:”. It may be written in brackets, or somebody has just renamed or removed it.
      </EmptyState>
    );
  return <Edited id={id} disk={disk.data} block={block} plan={plan} onLook={() => void disk.refetch()} />;
}

interface EditedProps {
  readonly id: PlanId;
  readonly disk: CallOutput<'config.get'>;
  readonly block: Block;
  readonly plan: Plan | null;
  readonly onLook: () => void;
}

function Edited({ id, disk, block, plan, onLook }: EditedProps) {
  const onDisk = textOfBlock(disk.text, block);
  const typed = useTyped(id);
  const type = (next: Typed | null): void => setTyped(id, next);
  const editor = useRef<EditorHandle>(null);
  const write = useCallMutation('config.write', ['config.get', 'plans.list', 'plans.get']);
  const text = typed?.text ?? onDisk;
  const changed = text !== onDisk;
  const conflict = changed && typed !== null && typed.base !== onDisk;
  const checked = useIssues(withBlock(disk.text, block, text));
  const lines = text.split('\n').length;
  // Counted as the editor counts them; what is wrong elsewhere in the file has its own number and is said.
  const local = ({ line }: ConfigIssue): number | null => (line === null || line <= block.from || line > block.from + lines ? null : line - block.from);
  const issues = checked.state === 'checked' ? checked.issues : [];
  const shown = checked.state === 'checked' ? { ...checked, issues: issues.map((issue) => (local(issue) === null ? { ...issue, message: `elsewhere in the file: ${issue.message}` } : { ...issue, line: local(issue) })) } : checked;
  const hasErrors = issues.some(({ level }) => level === 'error');
  const save = () => {
    if (!changed || conflict || hasErrors) return;
    write.mutate({ text: withBlock(disk.text, block, text), revision: disk.revision }, { onSuccess: () => type(null), onError: ({ code }) => (code === 'conflict' ? onLook() : undefined) });
  };
  return (
    <div className={styles.columns}>
      <div className={styles.text}>
        {conflict ? <Conflict disk={onDisk} mine={text} onTakeDisk={() => type(null)} onKeepMine={() => type({ text, base: onDisk })} /> : null}
        <Editor ref={editor} label={`Lines ${block.from + 1} to ${block.to} of holdfast.yaml`} text={text} marked={new Set(issues.map(local).filter((line) => line !== null))} describedBy="plan-issues" onSave={save} onChange={(next) => type({ text: next, base: typed?.base ?? onDisk })} />
        <div className={styles.save}>
          <Button kind={changed ? 'primary' : 'normal'} busy={write.isPending} disabled={!changed || conflict || hasErrors} shortcut="Control+S" onClick={save}>
            Save
          </Button>
          <span role="status">{!changed ? 'As on disk' : hasErrors ? 'Not saved yet: the errors come first.' : 'Not saved yet'}</span>
          {changed ? (
            <Button kind="quiet" onClick={() => type(null)}>
              Give up the changes
            </Button>
          ) : null}
        </div>
        {conflict ? null : <Failure error={write.error} what="Not saved" onPin={save} />}
        <Issues id="plan-issues" checked={shown} onGo={({ line, column }) => (line !== null && line <= lines ? editor.current?.goTo(line, column ?? 1) : undefined)} />
      </div>
      <aside className={styles.picture} aria-label="Picture">
        <Part title="Its steps" note={changed ? 'as saved; drawn anew when it is saved' : undefined}>
          {plan === null || plan.steps.length === 0 ? <p>No step yet.</p> : <StepLane steps={plan.steps} onSelect={(step) => editor.current?.goTo(lineOf(text, step.id), 1)} />}
        </Part>
      </aside>
    </div>
  );
}

/** Where a step stands in the text; the first line where it is another plan's. */
const lineOf = (text: string, step: string): number => Math.max(0, text.split('\n').findIndex((line) => new RegExp(`\\bid:\\s*["']?${step}\\b`).test(line))) + 1;
