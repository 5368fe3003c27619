import type { Evidence } from '../../../../shared/model/timeline.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { rowWords } from '../../../../shared/text/timeline-words.ts';
import { useCall } from '../../../platform/use-call.ts';
import { useShell } from '../../../platform/context.tsx';
import { Moment, useNames } from '../../incidents/index.ts';
import { useReview } from '../review-context.ts';
import { readRowRef } from '../rules/evidence.ts';
import styles from './why.module.css';

/** What an answer rests on: a sample, a row of the timeline, a link; or that it is from memory. */
export function EvidenceWords({ evidence }: { evidence: Evidence | null }) {
  const shell = useShell();
  const names = useNames();
  if (evidence === null) return <span className={styles.memory}>from memory</span>;
  const { kind, ref, time, value } = evidence;
  if (kind === 'link')
    return (
      <a
        className={styles.evidence}
        href={ref}
        onClick={(event) => {
          event.preventDefault();
          shell.openExternal(ref);
        }}
      >
        {URL.canParse(ref) ? plain(`${new URL(ref).host}${new URL(ref).pathname}`, 80) : 'link'}
      </a>
    );
  const at = time === null ? null : <> at <Moment at={time} /></>;
  if (kind === 'sample') {
    const service = names.serviceOf(ref);
    return (
      <span className={styles.evidence}>
        {service === '' ? '' : `${service} `}
        {names.signal(ref)} {formatValueText(value, null, names.unitOf(ref))}
        {at}
      </span>
    );
  }
  return (
    <span className={styles.evidence} dir="auto">
      <RowOrRecord refText={ref} />
      {at}
    </span>
  );
}

function RowOrRecord({ refText }: { refText: string }) {
  const { review } = useReview();
  const names = useNames();
  const row = readRowRef(refText);
  const story = useCall('reviews.story', { incident: review.incident }, { enabled: row !== null });
  const found = row?.incident === review.incident ? story.data?.rows.find(({ seq }) => seq === row.seq) : undefined;
  if (found === undefined) return plain(refText, 120);
  const { title, texts } = rowWords(found, names);
  const said = texts.find(({ text }) => text !== null)?.text ?? null;
  return said === null ? title : `${title}: “${plain(said, 80)}”`;
}
