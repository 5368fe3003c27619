import { useId, useRef, useState } from 'react';
import type { Proposal } from '../../../../shared/model/connect.ts';
import type { SourceConfig } from '../../../../shared/model/sources/index.ts';
import { plain, plainLines } from '../../../../shared/text/plain.ts';
import { formatSpan } from '../../../../shared/time/format.ts';
import { CheckField, Field } from '../../../ui/kit/Field.tsx';
import { readTyped, typedUnit } from '../../../lib/typed-number.ts';
import type { Choice } from './choices.ts';
import { changeChoice } from './draft-store.ts';
import { PreviewCell } from './PreviewCell.tsx';
import { usePreview } from './use-preview.ts';
import { useSeen } from './use-seen.ts';
import styles from './connect.module.css';

export interface ProposalRowProps {
  readonly proposal: Proposal;
  readonly choice: Choice;
  readonly setup: SourceConfig | null;
}

/** One signal that may be taken: what it would show now, its name and its limit, the query behind it on demand. */
export function ProposalRow({ proposal, choice, setup }: ProposalRowProps) {
  const row = useRef<HTMLLIElement>(null);
  const seen = useSeen(row);
  const [open, setOpen] = useState(false);
  const queryId = useId();
  const { key, query, select, unit, kind } = proposal;
  const preview = usePreview(seen && setup !== null ? { setup, query, select, unit, kind } : null);
  const above = readTyped(choice.limit, unit);
  const typed = typedUnit(unit);
  const name = plain(proposal.name, 80);
  return (
    <li ref={row} className={styles.row} data-proposal={key} data-selected={choice.selected ? '' : undefined}>
      <CheckField label={`Take ${name}`} hideLabel checked={choice.selected} onChange={(selected) => changeChoice(key, { selected })} />
      <Field label={`Name of ${name}`} hideLabel value={choice.name} onChange={(text) => changeChoice(key, { name: text.slice(0, 80) })} error={choice.selected && choice.name.trim() === '' ? 'Needs a name' : null} />
      <PreviewCell of={preview} unit={unit} limit={above ?? null} />
      {typed === null ? (
        <span className={styles.limitNote}>alarm when down</span>
      ) : (
        <span className={styles.limit}>
          <Field label={`Limit of ${name}${typed.word === '' ? '' : `, in ${typed.word}`}`} hideLabel kind="number" placeholder="no limit" value={choice.limit} onChange={(limit) => changeChoice(key, { limit })} error={above === undefined ? 'No number' : null} />
          <span className={styles.limitUnit} aria-hidden="true">
            {typed.word}
          </span>
        </span>
      )}
      <button type="button" className={styles.queryButton} aria-expanded={open} aria-controls={queryId} aria-label={`Query of ${name}`} onClick={() => setOpen(!open)}>
        query
      </button>
      <div id={queryId} className={styles.query} hidden={!open}>
        <pre className={styles.code}>
          <code>{plainLines(query, 40)}</code>
        </pre>
        <p className={styles.quiet}>
          from {plain(proposal.because, 120)} · asked every {formatSpan(proposal.everyMs)}
        </p>
      </div>
    </li>
  );
}
