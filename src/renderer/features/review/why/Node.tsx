import type { KeyboardEvent } from 'react';
import type { ItemId } from '../../../../shared/model/ids.ts';
import type { PersonHint, Why } from '../../../../shared/model/review.ts';
import { plain, plainLines } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import type { edit, Move, Placed } from '../rules/tree.ts';
import { EvidenceWords } from './EvidenceWords.tsx';
import styles from './why.module.css';

export interface NodeActs {
  readonly sibling: (id: ItemId) => void;
  readonly child: (id: ItemId) => void;
  readonly move: (id: ItemId, where: Move) => void;
  readonly remove: (id: ItemId) => void;
  readonly edit: (id: ItemId, change: Parameters<typeof edit>[2]) => void;
  readonly evidence: (id: ItemId) => void;
}

export interface NodeProps {
  readonly placed: Placed;
  /** As it was saved, with who wrote it. */
  readonly saved: Why | undefined;
  readonly hint: PersonHint | null;
  /** Null for whoever may only read. */
  readonly acts: NodeActs | null;
}

const DEEPEST = 8;

/** One question with its answer, what it rests on, and what to do with it. */
export function Node({ placed, saved, hint, acts }: NodeProps) {
  const { why, depth } = placed;
  return (
    <li className={styles.node} data-why={why.id} data-depth={Math.min(depth, DEEPEST)} aria-label={`Level ${depth + 1}`}>
      {acts === null ? (
        <>
          <p className={styles.question} dir="auto">
            {plain(why.question, 500)}
          </p>
          {why.answer === null ? <p className={styles.quiet}>not answered</p> : <p className={styles.answer} dir="auto">{plainLines(why.answer, 60)}</p>}
        </>
      ) : (
        <Fields placed={placed} acts={acts} />
      )}
      {why.answer === null && acts === null ? null : (
        <div className={styles.rests}>
          {why.answer === null || why.answer.trim() === '' ? null : <EvidenceWords evidence={why.evidence} />}
          {acts === null ? null : (
            <Button kind="quiet" onClick={() => acts.evidence(why.id)}>
              {why.evidence === null ? 'Give evidence…' : 'Other evidence…'}
            </Button>
          )}
          {saved === undefined ? null : <span className={styles.quiet}>{plain(saved.by.name, 60)}</span>}
          {acts === null ? null : <Tools placed={placed} acts={acts} />}
        </div>
      )}
      {hint === null ? null : (
        <div className={styles.hint} role="note">
          <span>{plain(hint.says, 400)}</span>
          {acts === null ? null : (
            <Button kind="quiet" onClick={() => acts.edit(why.id, { meant: true })}>
              It is meant so
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

function Fields({ placed, acts }: { placed: Placed; acts: NodeActs }) {
  const { why, depth } = placed;
  const name = `level ${depth + 1}`;
  const onKey = (event: KeyboardEvent): void => {
    const plainEnter = event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.nativeEvent.isComposing;
    if (!plainEnter || !(event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    acts.sibling(why.id);
  };
  return (
    <div onKeyDown={onKey}>
      <Field label={`Question, ${name}`} hideLabel value={why.question} onChange={(question) => acts.edit(why.id, { question })} placeholder="Why?" />
      <Field label={`Answer, ${name}`} hideLabel lines={2} value={why.answer ?? ''} onChange={(answer) => acts.edit(why.id, { answer: answer === '' ? null : answer, meant: false })} placeholder="Because… (Shift Enter for a new line)" />
    </div>
  );
}

/** What can be done with a question, in sight of whoever does not know the keys. */
function Tools({ placed, acts }: { placed: Placed; acts: NodeActs }) {
  const { why, depth, first, last } = placed;
  const name = `level ${depth + 1}`;
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Delete') return;
    event.preventDefault();
    acts.remove(why.id);
  };
  return (
    <div className={styles.tools} role="group" aria-label={`What to do with the question, ${name}`} onKeyDown={onKey}>
      <Button kind="quiet" onClick={() => acts.child(why.id)}>
        Ask on
      </Button>
      <Button kind="quiet" onClick={() => acts.sibling(why.id)}>
        Further answer
      </Button>
      <Button kind="quiet" label="Indent" disabled={first} onClick={() => acts.move(why.id, 'in')}>
        →
      </Button>
      <Button kind="quiet" label="Outdent" disabled={why.parent === null} onClick={() => acts.move(why.id, 'out')}>
        ←
      </Button>
      <Button kind="quiet" label="Move up" disabled={first} onClick={() => acts.move(why.id, 'up')}>
        ↑
      </Button>
      <Button kind="quiet" label="Move down" disabled={last} onClick={() => acts.move(why.id, 'down')}>
        ↓
      </Button>
      <Button kind="quiet" onClick={() => acts.remove(why.id)}>
        Remove
      </Button>
    </div>
  );
}
