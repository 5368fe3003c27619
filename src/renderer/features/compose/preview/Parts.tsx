import type { PagePart } from '../../../../shared/contract/update-calls.ts';
import { plain } from '../../../../shared/text/plain.ts';
import styles from './preview.module.css';

const words = (status: string): string => status.replaceAll('_', ' ');

/** What a status page will say of each of its parts, and why one stays worse than this update says. */
export function Parts({ parts, pageOf }: { parts: readonly PagePart[]; pageOf: (channel: string) => string | null }) {
  if (parts.length === 0) return <p className={styles.quiet}>No part of the page stands for the services named: it shows the message alone.</p>;
  return (
    <ul className={styles.parts} aria-label="Parts of the page">
      {parts.map((part) => (
        <li key={`${part.channel} ${part.service}`}>
          <span dir="auto">
            {pageOf(part.channel) === null ? '' : `${plain(pageOf(part.channel) ?? '', 60)}: `}
            {plain(part.name, 80)}
          </span>
          <span>
            {part.status === part.own ? '' : 'stays '}
            <strong>{words(part.status)}</strong>
            {part.status === part.own ? '' : `: ${because(part)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function because({ because: known, hidden }: PagePart): string {
  const all = [...known, ...(hidden === 0 ? [] : [hidden === 1 ? 'an incident that you may not see' : `${hidden} incidents that you may not see`])];
  const several = known.length + hidden > 1;
  return `${all.join(', ')} ${several ? 'are' : 'is'} still open`;
}
