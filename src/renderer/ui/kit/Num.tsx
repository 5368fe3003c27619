import type { Unit } from '../../../shared/model/config.ts';
import type { NoValue } from '../../../shared/model/entities.ts';
import { explainNoValue, formatValue } from '../../../shared/text/format.ts';
import styles from './num.module.css';

export interface NumProps {
  readonly value: number | null;
  readonly unit: Unit;
  readonly noValue?: NoValue | null;
}

/** A number with its unit small behind it; figures keep their width while they change. */
export function Num({ value, unit, noValue = null }: NumProps) {
  const shown = formatValue(value, noValue, unit);
  return (
    <span className={styles.num} data-missing={value === null || undefined} title={explainNoValue(noValue) ?? undefined}>
      {shown.text}
      {shown.unit === '' ? null : <span className={styles.unit}> {shown.unit}</span>}
    </span>
  );
}
