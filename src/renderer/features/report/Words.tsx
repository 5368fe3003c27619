import type { Run } from '../../../shared/model/report.ts';
import { useShell } from '../../platform/context.tsx';
import styles from './sheet.module.css';

/** Pieces of text in their looks. A link leaves through the window, which asks before it goes where nothing here has named. */
export function Words({ runs }: { runs: readonly Run[] }) {
  return runs.map((run, index) => <Piece key={index} run={run} />);
}

function Piece({ run: { text, bold, italic, code, url } }: { run: Run }) {
  const shell = useShell();
  const lines = text.split('\n').flatMap((line, index) => (index === 0 ? [line] : [<br key={index} />, line]));
  const inner = code === true ? <code className={styles.code}>{lines}</code> : lines;
  const leaned = italic === true ? <em>{inner}</em> : inner;
  const looked = bold === true ? <strong>{leaned}</strong> : leaned;
  if (url === undefined) return looked;
  return (
    <a
      href={url}
      onClick={(event) => {
        event.preventDefault();
        shell.openExternal(url);
      }}
    >
      {looked}
    </a>
  );
}
