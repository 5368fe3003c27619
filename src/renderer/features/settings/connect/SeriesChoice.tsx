import { useId } from 'react';
import type { SeriesSelect } from '../../../../shared/model/config.ts';
import type { Preview } from '../../../../shared/model/connect.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { tellApart } from './own.ts';
import styles from './connect.module.css';

const WHOLE = [
  ['sum', 'the sum of all'],
  ['avg', 'the average'],
  ['min', 'the smallest'],
  ['max', 'the largest'],
] as const;

const wordsOf = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${plain(name, 60)}="${plain(value, 80)}"`)
    .join(', ');

export interface SeriesChoiceProps {
  readonly preview: Preview;
  readonly select: SeriesSelect | null;
  readonly onChange: (select: SeriesSelect) => void;
}

/** Which of several series is meant: all of them as one number, or one by its labels. Never silently the first. */
export function SeriesChoice({ preview, select, onChange }: SeriesChoiceProps) {
  const group = useId();
  const chosen = JSON.stringify(select);
  const apart = tellApart(preview.series);
  const options: readonly (readonly [SeriesSelect, string])[] = [
    ...WHOLE.map(([aggregate, words]): readonly [SeriesSelect, string] => [{ aggregate }, words]),
    ...apart.map((labels): readonly [SeriesSelect, string] => [{ labels: { ...labels } }, wordsOf(labels)]),
  ];
  return (
    <fieldset className={styles.series}>
      <legend>The query gives {preview.total} series. A signal is one number:</legend>
      {options.map(([option, words]) => {
        const key = JSON.stringify(option);
        return (
          <label key={key} className={styles.seriesOption}>
            <input type="radio" name={group} checked={key === chosen} onChange={() => onChange(option)} />
            <span>{words}</span>
          </label>
        );
      })}
      {preview.total > preview.series.length ? <p className={styles.quiet}>The first {preview.series.length} are shown.</p> : null}
    </fieldset>
  );
}
