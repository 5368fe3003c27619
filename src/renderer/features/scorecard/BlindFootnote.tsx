import { blindRestText, blindShareText, blindUnknownText } from '../../../shared/text/blind-words.ts';
import { useBlind } from './use-blind.ts';
import { OpenNumber } from './OpenNumber.tsx';
import { BLIND_PANEL } from './rules/panel.ts';
import type { CardQuery } from './use-card.ts';
import styles from './headline.module.css';

/** Under the time to detect: how many were found after minutes in which nobody could see. Nothing where all was seen. */
export function BlindFootnote({ query }: { query: CardQuery }) {
  const { data, isError } = useBlind(query);
  if (data === undefined) return isError ? <p className={styles.footnote}>Whether minutes before detection were blind could not be read.</p> : null;
  const unknown = blindUnknownText(data);
  if (data.blind === 0 && unknown === null) return null;
  return (
    <p className={styles.footnote}>
      {data.blind === 0 ? null : (
        <>
          <OpenNumber panel={BLIND_PANEL} label="Found after blind minutes">
            {blindShareText(data)}
          </OpenNumber>{' '}
          {blindRestText(data)}{' '}
        </>
      )}
      {unknown}
    </p>
  );
}
