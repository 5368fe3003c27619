import type { ReactNode } from 'react';
import { Mark } from './Mark.tsx';
import { STATE_WORD, type StateName } from './state.ts';
import styles from './state-mark.module.css';

/** Shapes on a 16 × 16 grid; strokes of 2 stay crisp from 12 px up and carry at five metres. */
const SHAPES: Readonly<Record<StateName, ReactNode>> = {
  ok: <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="2.5" />,
  late: <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="2.5" strokeDasharray="3.4 2.62" />,
  P2: <path d="M8 1.5 15.2 14H.8Z" fill="currentColor" />,
  P1: <path d="M8 .6 15.4 8 8 15.4.6 8Z" fill="currentColor" />,
  P0: <path d="M1.5 1.5h13v13h-13Z" fill="currentColor" />,
  blind: (
    <g fill="none" stroke="currentColor" strokeWidth="2.5">
      <circle cx="8" cy="8" r="5.75" />
      <path d="M3.9 12.1 12.1 3.9" />
    </g>
  ),
  maintenance: <path d="M1 5.5h14v5H1Z" fill="currentColor" />,
  none: <path d="M3.5 6.9h9v2.2h-9Z" fill="currentColor" />,
  drill: <path d="M1.8 4h12.4v8H1.8Z" fill="none" stroke="currentColor" strokeWidth="2" />,
  broken: <path d="M3 3 13 13M13 3 3 13" fill="none" stroke="currentColor" strokeWidth="3" />,
  disagree: <path d="M1.5 5.6h13M1.5 10.4h13M11 1.5 5 14.5" fill="none" stroke="currentColor" strokeWidth="2.4" />,
  held: <path d="M4 3h3v10H4ZM9 3h3v10H9Z" fill="currentColor" />,
};

export interface StateMarkProps {
  readonly state: StateName;
  /** Replaces the word, e.g. "blind since 14:02"; false leaves only the shape where the word stands beside it anyway. */
  readonly word?: string | false;
}

/** Shape, word and colour of a state. Takes its size from the text around it. */
export function StateMark({ state, word = STATE_WORD[state] }: StateMarkProps) {
  return (
    <Mark shape={SHAPES[state]} className={styles.mark} data-state={state}>
      {word === false ? <span className="hf-visually-hidden">{STATE_WORD[state]}</span> : <span>{word}</span>}
    </Mark>
  );
}
