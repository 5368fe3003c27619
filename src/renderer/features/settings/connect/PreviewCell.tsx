import type { Unit } from '../../../../shared/model/config.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatAge } from '../../../../shared/time/format.ts';
import { Num } from '../../../ui/kit/Num.tsx';
import { sparkOf } from './spark-path.ts';
import type { PreviewState } from './use-preview.ts';
import styles from './connect.module.css';

const SIZE = { width: 168, height: 36 };
const SPAN_MS = 15 * 60_000;

export interface PreviewCellProps {
  readonly of: PreviewState;
  readonly unit: Unit;
  readonly limit: number | null;
}

/** The number a signal would show now, how old its sample is, and its last 15 minutes. */
export function PreviewCell({ of, unit, limit }: PreviewCellProps) {
  if (of.state === 'waiting') return <span className={styles.waiting}>asking …</span>;
  if (of.state === 'failed') return <span className={styles.previewProblem}>{plain(of.message, 200)}</span>;
  const { preview, receivedAtMs } = of;
  const spark = sparkOf(preview.points, { ...SIZE, fromMs: receivedAtMs - SPAN_MS, toMs: receivedAtMs }, limit);
  const range = spark.line === '' ? 'no points' : `from ${formatValueText(spark.low, null, unit)} to ${formatValueText(spark.high, null, unit)}`;
  return (
    <>
      <span className={styles.now}>
        {preview.value === null ? <span className={styles.previewProblem}>{plain(preview.message ?? 'no value', 240)}</span> : <Num value={preview.value} unit={unit} />}
        {preview.value === null || preview.sampleAgeMs === null ? null : <span className={styles.age}>{formatAge(preview.sampleAgeMs)} old</span>}
      </span>
      <svg className={styles.spark} viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={`Last 15 minutes: ${range}`}>
        <path className={styles.sparkBase} d={`M0 ${SIZE.height - 0.5}H${SIZE.width}`} />
        {spark.limitY === null ? null : <path className={styles.sparkLimit} d={`M0 ${spark.limitY}H${SIZE.width}`} />}
        <path className={styles.sparkLine} d={spark.line} />
      </svg>
    </>
  );
}
