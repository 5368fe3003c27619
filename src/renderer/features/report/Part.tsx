import type { Report, ReportPart } from '../../../shared/model/report.ts';
import { plain } from '../../../shared/text/plain.ts';
import { counted } from '../../../shared/text/counted.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { Moment } from '../incidents/index.ts';
import { Blocks } from './Blocks.tsx';
import { Editor } from './Editor.tsx';
import { anchorOf } from './rules.ts';
import styles from './sheet.module.css';

export interface PartProps {
  readonly report: Report;
  readonly part: ReportPart;
  readonly mayEdit: boolean;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** One part under its heading; what people wrote says so, and whether the facts still are what they were then. */
export function Part({ report, part, mayEdit, isOpen, onOpen, onClose }: PartProps) {
  const { heading, source, blocks } = part;
  const editable = source !== null;
  return (
    <section className={styles.part} id={anchorOf(part)} aria-label={heading}>
      <header className={styles.partHead}>
        <h2 className={styles.partTitle} dir="auto">
          {heading}
        </h2>
        <div className={styles.marks} data-print="never">
          {source?.edited == null ? null : (
            <span>
              written by {plain(source.edited.by.name, 60)}, <Moment at={source.edited.at} />
            </span>
          )}
        </div>
        {mayEdit && editable && !isOpen ? (
          <span data-print="never">
            <Button kind="quiet" label={`Edit ${heading}`} onClick={onOpen}>
              Edit
            </Button>
          </span>
        ) : null}
      </header>
      {source === null || source.changed.length === 0 ? null : <Changed lines={source.changed} />}
      {isOpen && source !== null ? <Editor report={report} part={{ ...part, source }} onClose={onClose} /> : <Blocks blocks={blocks} />}
    </section>
  );
}

/** The facts say something else by now than when this was written: what, line by line. */
function Changed({ lines }: { lines: readonly string[] }) {
  return (
    <details className={styles.changed} data-print="never">
      <summary>
        <StateMark state="P2" word="The facts have changed since this was written" /> <span>show {counted(lines.length, 'line')}</span>
      </summary>
      <pre className={styles.lines} dir="auto">
        {lines.map((line) => plain(line, 1_000)).join('\n')}
      </pre>
    </details>
  );
}
