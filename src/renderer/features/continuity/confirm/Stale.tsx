import { plainLines } from '../../../../shared/text/plain.ts';
import type { Difference } from '../rules/differences.ts';
import styles from './sheet.module.css';

const LINES = 12;
const LONGEST = 300;

/** It was confirmed and not begun: what is there now beside what was confirmed. */
export function Stale({ differences }: { differences: readonly Difference[] }) {
  return (
    <section className={styles.stale} role="alert" aria-label="Not started">
      <h2 className={styles.title}>Not started: this is not what you confirmed any more</h2>
      <p>{differences.length === 0 ? 'Nothing that is shown here differs: the plan or its configuration was changed meanwhile.' : 'Nothing was changed by you. Look at what is there now, then confirm anew.'}</p>
      {differences.length === 0 ? null : (
        <table className={styles.differences}>
          <thead>
            <tr>
              <td />
              <th scope="col">Confirmed</th>
              <th scope="col">There now</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ what, was, now }) => (
              <tr key={`${what} ${was} ${now}`}>
                <th scope="row" dir="auto">
                  {plainLines(what, 1, 120)}
                </th>
                <td>
                  <pre>{plainLines(was, LINES, LONGEST)}</pre>
                </td>
                <td>
                  <pre>{plainLines(now, LINES, LONGEST)}</pre>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
