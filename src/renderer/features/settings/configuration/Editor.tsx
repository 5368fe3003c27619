import { useEffect, useImperativeHandle, useMemo, useRef, type Ref } from 'react';
import { countLines, gutterText, spanOfLine } from './text-lines.ts';
import styles from './configuration.module.css';

export interface EditorHandle {
  /** Puts the caret there (both from 1), marks the rest of the line and brings it into sight. */
  goTo(line: number, column: number): void;
}

export interface EditorProps {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  readonly marked: ReadonlySet<number>;
  readonly describedBy: string;
  readonly ref: Ref<EditorHandle>;
}

/** Plain text with line numbers: the browser's own editing, undo and search, and Tab leaves it as it leaves any field. */
export function Editor({ label, text, onChange, onSave, marked, describedBy, ref }: EditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const lines = countLines(text);
  const numbers = useMemo(() => gutterText(lines, marked), [lines, marked]);
  const follow = () => {
    if (gutter.current && area.current) gutter.current.scrollTop = area.current.scrollTop;
  };
  useEffect(follow, [numbers]);
  useImperativeHandle(ref, () => ({
    goTo: (line, column) => {
      const field = area.current;
      if (field === null) return;
      const { from, to } = spanOfLine(field.value, line, column);
      field.focus();
      field.setSelectionRange(from, to);
      field.scrollTop = Math.max(0, (line - 1) * Number.parseFloat(getComputedStyle(field).lineHeight) - field.clientHeight / 3);
      field.scrollLeft = 0;
    },
  }));
  return (
    <div className={styles.editor}>
      <pre ref={gutter} className={styles.gutter} aria-hidden="true">
        {numbers}
      </pre>
      <textarea
        ref={area}
        className={styles.text}
        aria-label={label}
        aria-describedby={describedBy}
        value={text}
        wrap="off"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={follow}
        onKeyDown={(event) => {
          if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
          event.preventDefault();
          onSave();
        }}
      />
    </div>
  );
}
