import type { Report } from '../../../shared/model/report.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { KeyButton } from '../incidents/index.ts';
import { anchorOf, stateOf, type PartState } from './rules.ts';
import type { Exports, ExportFormat } from './use-export.ts';
import styles from './page.module.css';

const WORD: Readonly<Record<PartState, string | null>> = { made: null, written: 'written', changed: 'facts changed', unwritten: 'not written' };

const FILES: readonly (readonly [ExportFormat, string, string])[] = [
  ['html', 'HTML', 'one page that needs nothing else'],
  ['md', 'Markdown', 'an archive with its charts'],
  ['json', 'JSON', 'the whole incident, for another Holdfast'],
];

/** Its parts to go to, with what is still to be written, and the report as a file. */
export function Side({ report, exports, letters }: { report: Report; exports: Exports; letters: boolean }) {
  const { busy, failed, said, makes } = exports;
  return (
    <aside className={styles.side}>
      <section className={styles.panel} aria-label="Export">
        <h2 className={styles.panelTitle}>Export</h2>
        <ul className={styles.files}>
          <li>
            <KeyButton kind="primary" keys="p" letters={letters} onClick={exports.print}>
              PDF
            </KeyButton>
            <span className={styles.quiet}>{makes === 'pdf' ? 'as it is printed, A4' : 'through the print dialog, A4'}</span>
          </li>
          {FILES.map(([format, name, what]) => (
            <li key={format}>
              <Button busy={busy === format} disabled={busy !== null && busy !== format} onClick={() => exports.save(format)}>
                {name}
              </Button>
              <span className={styles.quiet}>{what}</span>
            </li>
          ))}
        </ul>
        <p className={styles.outcome} role="status">
          {failed === null && said !== null && !said.isError ? <StateMark state="ok" word={said.text} /> : null}
        </p>
        {failed !== null || said?.isError === true ? (
          <p role="alert" className={styles.outcome}>
            <StateMark state="P2" word={failed ?? said?.text ?? ''} />
          </p>
        ) : null}
      </section>
      <nav className={styles.panel} aria-label="Parts of the report">
        <h2 className={styles.panelTitle}>Parts</h2>
        <ol className={styles.parts}>
          {report.parts.map((part) => {
            const state = stateOf(part);
            return (
              <li key={anchorOf(part)}>
                <a href={`#${anchorOf(part)}`} dir="auto">
                  {part.heading}
                </a>
                {WORD[state] === null ? null : state === 'changed' ? <StateMark state="P2" word={WORD[state]} /> : <span className={styles.quiet}>{WORD[state]}</span>}
              </li>
            );
          })}
        </ol>
      </nav>
    </aside>
  );
}
