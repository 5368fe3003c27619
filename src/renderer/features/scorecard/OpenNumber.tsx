import type { ReactNode } from 'react';
import { Link, useSearch } from 'wouter';
import { writePanel, type Panel } from './rules/panel.ts';
import styles from './number.module.css';

/** Marks the entries of the browser's history that a click on a number made: closing what it opened goes back to before it. */
export const OPENED_HERE = { scorecardNumber: true } as const;

export interface OpenNumberProps {
  readonly panel: Panel;
  /** What the number is, for whoever hears only the number. */
  readonly label: string;
  readonly large?: boolean;
  readonly children: ReactNode;
}

/** A number that opens its formula and the incidents behind it; an address of its own. */
export function OpenNumber({ panel, label, large = false, children }: OpenNumberProps) {
  const search = useSearch();
  return (
    <Link href={`/scorecard${writePanel(panel, search)}`} state={OPENED_HERE} className={styles.number ?? ''} data-large={large ? '' : undefined} title="Formula and the incidents behind it">
      <span className="hf-visually-hidden">{label}: </span>
      {children}
    </Link>
  );
}

const PART = /([^\s]*\d[^\s]*|[^\s]+)/g;

/** A span or share with its units small: "1 min 40 s". */
export function Figure({ text }: { text: string }) {
  return (
    <span className={styles.figure}>
      {[...text.matchAll(PART)].map(([part], index) => (
        // The parts of one text have no other name than their place.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} data-unit={/\d|–|</.test(part) ? undefined : ''}>
          {index === 0 ? '' : ' '}
          {part}
        </span>
      ))}
    </span>
  );
}
