import { useRef } from 'react';
import type { CallOutput, ConfigIssue } from '../../../../shared/contract/contract.ts';
import type { PlanStep } from '../../../../shared/model/continuity/plan.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Failure } from '../../session/index.ts';
import { Conflict, Editor, Issues, useIssues, type EditorHandle } from '../../settings/index.ts';
import { Part } from '../plan/PlanPage.tsx';
import { StepLane } from '../plan/StepLane.tsx';
import { idOfPlan, textOfBlock, withBlock, type Block } from './block.ts';
import { setTyped, useTyped, type Typed } from './edit-store.ts';
import { useSketch } from './use-sketch.ts';
import styles from './edit.module.css';

interface EditedProps {
  /** What is typed is kept under this name. */
  readonly draft: string;
  readonly disk: CallOutput<'config.get'>;
  readonly block: Block;
  /** Of a new plan: the lines to begin with; null of one that is on disk. */
  readonly start: string | null;
  /** As saved; null where nothing is. */
  readonly steps: readonly PlanStep[] | null;
  readonly onLook: () => void;
  /** The id that the saved lines give the plan. */
  readonly onSaved?: (id: string | null) => void;
}

/** The lines of one plan, what is wrong with them, and the picture of their steps, drawn anew as soon as they are valid. */
export function Edited({ draft, disk, block, start, steps, onLook, onSaved }: EditedProps) {
  const isNew = start !== null;
  const onDisk = isNew ? '' : textOfBlock(disk.text, block);
  const typed = useTyped(draft);
  const type = (next: Typed | null): void => setTyped(draft, next);
  const editor = useRef<EditorHandle>(null);
  const write = useCallMutation('config.write', ['config.get', 'plans.list', 'plans.get']);
  const text = typed?.text ?? start ?? onDisk;
  const changed = text !== onDisk;
  const conflict = changed && typed !== null && typed.base !== onDisk;
  const whole = withBlock(disk.text, block, text);
  const checked = useIssues(whole);
  const lines = text.split('\n').length;
  // Counted as the editor counts them; what is wrong elsewhere in the file has its own number and is said.
  const local = ({ line }: ConfigIssue): number | null => (line === null || line <= block.from || line > block.from + lines ? null : line - block.from);
  const issues = checked.state === 'checked' ? checked.issues : [];
  const shown = checked.state === 'checked' ? { ...checked, issues: issues.map((issue) => (local(issue) === null ? { ...issue, message: `elsewhere in the file: ${issue.message}` } : { ...issue, line: local(issue) })) } : checked;
  const hasErrors = issues.some(({ level }) => level === 'error');
  const drawn = useSketch(whole, idOfPlan(text), changed && checked.state === 'checked' && !hasErrors);
  const shownSteps = (changed ? drawn : null) ?? steps ?? [];
  const saved = () => {
    type(null);
    onSaved?.(idOfPlan(text));
  };
  const save = () => {
    if (!changed || conflict || hasErrors) return;
    write.mutate({ text: whole, revision: disk.revision }, { onSuccess: saved, onError: ({ code }) => (code === 'conflict' ? onLook() : undefined) });
  };
  return (
    <div className={styles.columns}>
      <div className={styles.text}>
        {conflict ? <Conflict disk={onDisk} mine={text} onTakeDisk={() => type(null)} onKeepMine={() => type({ text, base: onDisk })} /> : null}
        <Editor ref={editor} label={isNew ? 'Lines of the new plan' : `Lines ${block.from + 1} to ${block.to} of holdfast.yaml`} text={text} marked={new Set(issues.map(local).filter((line) => line !== null))} describedBy="plan-issues" onSave={save} onChange={(next) => type({ text: next, base: typed?.base ?? onDisk })} />
        <div className={styles.save}>
          <Button kind={changed ? 'primary' : 'normal'} busy={write.isPending} disabled={!changed || conflict || hasErrors} shortcut="Control+S" onClick={save}>
            Save
          </Button>
          <span role="status">{!changed ? 'As on disk' : hasErrors ? 'Not saved yet: the errors come first.' : 'Not saved yet'}</span>
          {changed && (!isNew || typed !== null) ? (
            <Button kind="quiet" onClick={() => type(null)}>
              {isNew ? 'Begin anew' : 'Give up the changes'}
            </Button>
          ) : null}
        </div>
        {conflict ? null : <Failure error={write.error} what="Not saved" onPin={save} />}
        <Issues id="plan-issues" checked={shown} onGo={({ line, column }) => (line !== null && line <= lines ? editor.current?.goTo(line, column ?? 1) : undefined)} />
      </div>
      <aside className={styles.picture} aria-label="Picture">
        <Part title="Its steps" note={!changed ? undefined : hasErrors ? 'as they were before the error' : 'as typed, not saved yet'}>
          {shownSteps.length === 0 ? <p>No step yet.</p> : <StepLane steps={shownSteps} onSelect={(step) => editor.current?.goTo(lineOf(text, step.id), 1)} />}
        </Part>
      </aside>
    </div>
  );
}

/** Where a step stands in the text; the first line where it is another plan's. */
const lineOf = (text: string, step: string): number => Math.max(0, text.split('\n').findIndex((line) => new RegExp(`\\bid:\\s*["']?${step}\\b`).test(line))) + 1;
