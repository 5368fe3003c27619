import type { ReactNode } from 'react';
import type { StepKind } from '../../../../shared/model/continuity/step-config.ts';
import styles from './lane.module.css';

/** One sign for each kind, on a 16 × 16 grid in strokes of the text's colour. */
const SIGNS: Readonly<Record<StepKind, ReactNode>> = {
  dns: <path d="M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM2 8h12M8 2c2.2 2 2.2 10 0 12M8 2c-2.2 2-2.2 10 0 12" />,
  http: <path d="M2 8h9M8 4.5 11.5 8 8 11.5M14 3v10" />,
  command: <path d="M2 3h12v10H2ZM4.5 6.5 6.5 8l-2 1.5M8.5 10h3" />,
  wait: <path d="M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 4.5V8l2.5 1.5" />,
  verify: <path d="M2.5 8.5 6.5 12.5 13.5 4" />,
  approve: <path d="M6 2.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM1.5 13.5c0-3 2-4.5 4.5-4.5 1 0 2 .3 2.7.8M9.5 12l1.8 1.8L14.8 10" />,
  notify: <path d="M2 3h12v8H8l-3 3v-3H2Z" />,
  fence: <path d="M3.5 14V4l1.2-2L6 4v10M10 14V4l1.2-2L12.5 4v10M1.5 7h13M1.5 11h13" />,
  degrade: <path d="M2 3.5h4v3h4v3h4v3M11.5 10.5 14 13l-2.5 0" />,
  drain: <path d="M2 3h12L9.5 8.5V13l-3-1.5v-3Z" />,
  ramp: <path d="M2 13h3v-3h3V7h3V4h3" />,
};

export const StepIcon = ({ kind }: { kind: StepKind }) => (
  <svg className={styles.icon} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
    {SIGNS[kind]}
  </svg>
);
