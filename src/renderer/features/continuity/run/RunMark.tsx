import type { ReactNode } from 'react';
import { Mark } from '../../../ui/kit/Mark.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import type { Marked, RunMark as Name } from './rules/words.ts';
import styles from './run-mark.module.css';

const OWN: Readonly<Record<Extract<Name, 'going' | 'asks' | 'undone'>, ReactNode>> = {
  going: (
    <>
      <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="2.5" />
      <path d="M8 2.2a5.8 5.8 0 0 1 0 11.6Z" fill="currentColor" />
    </>
  ),
  asks: <path d="M1 1h14v10H7.5L4 15v-4H1Z" fill="currentColor" />,
  undone: <path d="M7 1.5 1.5 6 7 10.5V7.4h3.4a2.3 2.3 0 0 1 0 4.6H5.2v2.5h5.2a4.85 4.85 0 0 0 0-9.6H7Z" fill="currentColor" />,
};

const isOwn = (mark: Name): mark is keyof typeof OWN => mark in OWN;

/** Shape, word and colour of how a run or a part of it stands: the kit’s shapes, and those that only runs have. */
export function RunMark({ mark, word }: Marked) {
  if (!isOwn(mark)) return <StateMark state={mark} word={word} />;
  return (
    <Mark shape={OWN[mark]} className={styles.mark} data-mark={mark}>
      <span>{word}</span>
    </Mark>
  );
}
