import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useCommands, useHistoryCommand } from './use-commands.ts';
import { searchCommands, type Command } from './palette-search.ts';
import styles from './palette.module.css';

const SHOWN = 40;

export interface CommandPaletteProps {
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}

/** ⌘K / Ctrl-K: everything that can be gone to or done, by its name. */
export function CommandPalette({ open, onOpen }: CommandPaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      onOpen(!dialog.current?.open);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onOpen]);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className={styles.palette} aria-label="Go to or do" onClose={() => onOpen(false)}>
      {open ? <Search onDone={() => onOpen(false)} /> : null}
    </dialog>
  );
}

function Search({ onDone }: { onDone: () => void }) {
  const commands = useCommands();
  const list = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const history = useHistoryCommand(typed);
  const found = [...searchCommands(commands, typed).slice(0, SHOWN), ...(history === null ? [] : [history])];
  const current = found[Math.min(at, found.length - 1)];
  const run = (command: Command | undefined) => {
    onDone();
    command?.run();
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((Math.min(at, found.length - 1) + step + found.length) % Math.max(1, found.length));
    else if (event.key === 'Enter') run(current);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className={styles.input}
        role="combobox"
        aria-label="Go to or do"
        aria-expanded="true"
        aria-controls={list}
        aria-autocomplete="list"
        {...(current !== undefined && { 'aria-activedescendant': `${list}-${current.id}` })}
        placeholder="Go to a service or a screen, or do something"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      {found.length === 0 ? <p className={styles.none}>Nothing is called that</p> : null}
      <ul id={list} className={styles.list} role="listbox" aria-label="Found">
        {found.map((command) => (
          <Option key={command.id} id={`${list}-${command.id}`} command={command} selected={command === current} onRun={run} />
        ))}
      </ul>
    </>
  );
}

interface OptionProps {
  readonly id: string;
  readonly command: Command;
  readonly selected: boolean;
  readonly onRun: (command: Command) => void;
}

function Option({ id, command, selected, onRun }: OptionProps) {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) element.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    // The keyboard works in the field above, which says through aria-activedescendant which option it is at.
    <li ref={element} id={id} className={styles.option} role="option" aria-selected={selected} onClick={() => onRun(command)}>
      <span className={styles.label} dir="auto">
        {command.label}
      </span>
      <span className={styles.kind}>{command.kind}</span>
    </li>
  );
}
