import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { counted } from '../../../../shared/text/counted.ts';
import type { ItemId } from '../../../../shared/model/ids.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { useReview } from '../review-context.ts';
import { addChild, addSibling, edit, move, remove, type Move, type WhyText, type WhyTree } from '../rules/tree.ts';
import { EvidenceForm } from './EvidenceForm.tsx';
import { Node } from './Node.tsx';
import { Saving } from './Saving.tsx';
import { newItem, useWhys } from './use-whys.ts';
import styles from './why.module.css';

const MOVES: Readonly<Record<string, Move | undefined>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'out', ArrowRight: 'in' };

const fresh = (question: string): Omit<WhyText, 'parent'> => ({ id: newItem(), question, answer: null, evidence: null, meant: false });

/** 5 Whys with as many branches as there are: each answer is asked on from, and says what it rests on. */
export function Tree() {
  const { review, mayWrite } = useReview();
  const { part, placed, hintOf, save, busy, error } = useWhys();
  const [evidenceOf, setEvidenceOf] = useState<ItemId | null>(null);
  const wanted = useRef<ItemId | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const tree = part.value;
  // A question that was just added or moved is where one writes on.
  useEffect(() => {
    if (wanted.current === null) return;
    const field = list.current?.querySelector<HTMLElement>(`[data-why="${CSS.escape(wanted.current)}"] textarea`);
    wanted.current = null;
    field?.focus();
  });

  const grow = (next: WhyTree, focus: ItemId | null): void => {
    wanted.current = focus;
    part.change(next);
  };
  const add = (work: (item: Omit<WhyText, 'parent'>) => WhyTree, question: string): void => {
    const item = fresh(question);
    grow(work(item), item.id);
  };
  const acts = {
    sibling: (id: ItemId) => add((item) => addSibling(tree, id, item), 'Why else?'),
    child: (id: ItemId) => add((item) => addChild(tree, id, item), 'Why was that?'),
    move: (id: ItemId, where: Move) => grow(move(tree, id, where), id),
    remove: (id: ItemId) => {
      const index = placed.findIndex(({ why }) => why.id === id);
      const next = remove(tree, id);
      const near = [placed[index - 1], ...placed.slice(index + 1)].find((each) => each !== undefined && next.some((why) => why.id === each.why.id));
      grow(next, near?.why.id ?? null);
    },
    edit: (id: ItemId, change: Parameters<typeof edit>[2]) => part.change(edit(tree, id, change)),
    evidence: setEvidenceOf,
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (part.changed && !busy) save();
    }
    const id = event.target instanceof Element ? placed.find(({ why }) => why.id === (event.target as Element).closest('[data-why]')?.getAttribute('data-why'))?.why.id : undefined;
    const where = MOVES[event.key];
    if (id === undefined || where === undefined || !event.altKey || !event.shiftKey) return;
    event.preventDefault();
    acts.move(id, where);
  };
  const branches = tree.filter(({ parent }) => parent === null).length;
  const about = evidenceOf === null ? undefined : tree.find(({ id }) => id === evidenceOf);
  return (
    <section className={styles.section} aria-label="5 Whys">
      <div className={styles.head}>
        <h2 className={styles.title}>5 Whys</h2>
        {tree.length === 0 ? null : <span className={styles.quiet}>{counted(branches, 'branch', 'branches')}, {counted(tree.length, 'question')}</span>}
      </div>
      {tree.length === 0 ? <p className={styles.empty}>{mayWrite ? 'Ask why it happened, then why that was. One incident usually has several branches: why it broke, why nobody saw it, why it lasted.' : 'Nobody has asked why yet.'}</p> : null}
      <ol ref={list} className={styles.tree} onKeyDown={onKey}>
        {placed.map((each) => (
          <Node key={each.why.id} placed={each} saved={review.whys.find(({ id }) => id === each.why.id)} hint={hintOf(each.why)} acts={mayWrite ? acts : null} />
        ))}
      </ol>
      {mayWrite ? (
        <>
          <div className={styles.buttons}>
            <Button onClick={() => add((item) => addChild(tree, null, item), tree.length === 0 ? `Why: ${plain(review.title, 200)}?` : 'Why else?')}>{tree.length === 0 ? 'Ask the first why' : 'Add a branch'}</Button>
            {tree.length === 0 ? null : <span className={styles.quiet}>Enter: a further answer · Alt Shift arrows: move and indent · Delete on its buttons: remove</span>}
          </div>
          <Saving part={part} save={save} label="Save the whys" busy={busy} error={error} />
        </>
      ) : null}
      {about === undefined ? null : <EvidenceForm why={about} onClose={() => setEvidenceOf(null)} onChange={(evidence) => acts.edit(about.id, { evidence })} />}
    </section>
  );
}
