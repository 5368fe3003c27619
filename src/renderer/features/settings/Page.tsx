import { useEffect, useId, useRef, type ReactNode } from 'react';
import styles from './settings.module.css';

export interface PageProps {
  readonly title: string;
  /** What this screen is for, in a sentence. */
  readonly lead?: ReactNode;
  readonly children: ReactNode;
  /** Uses the whole width, for text that wants it. */
  readonly wide?: boolean;
  /** More room than text wants, for figures side by side. */
  readonly roomy?: boolean;
}

export function Page({ title, lead, children, wide = false, roomy = false }: PageProps) {
  const top = useRef<HTMLDivElement>(null);
  /* Where the page before was scrolled to means nothing on this one. */
  useEffect(() => {
    top.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <div ref={top} className={styles.page} data-wide={wide ? '' : undefined} data-roomy={roomy ? '' : undefined}>
      <h1 className={styles.title}>{title}</h1>
      {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
      {children}
    </div>
  );
}

export interface SectionProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, lead, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id} className={styles.sectionTitle}>
        {title}
      </h2>
      {lead === undefined ? null : <p className={styles.sectionLead}>{lead}</p>}
      {children}
    </section>
  );
}
