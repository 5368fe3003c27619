import { useRef } from 'react';
import { flushSync } from 'react-dom';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { MOST_LINKS, type LinkRow } from '../rules/own.ts';
import type { Writer } from './use-writer.ts';
import styles from './write.module.css';

/** Addresses that go with the message, each with what it is called. */
export function Links({ writer: { links, linkProblems, setLinks } }: { writer: Writer }) {
  const place = useRef<HTMLFieldSetElement>(null);
  const change = (index: number, changes: Partial<LinkRow>) => setLinks(links.map((row, at) => (at === index ? { ...row, ...changes } : row)));
  /** Whoever works by keyboard goes on where the row is, or was. */
  const then = (work: () => void, name: string) => {
    flushSync(work);
    place.current?.querySelector<HTMLElement>(`[name="${name}"], button`)?.focus();
  };
  return (
    <fieldset className={styles.group} ref={place}>
      <legend>Links</legend>
      {links.map(({ label, url }, index) => (
        // A row has nothing but its place to tell it apart by.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className={styles.link}>
          <Field label={`Link ${index + 1}, called`} name={`link.${index}.label`} value={label} onChange={(value) => change(index, { label: value })} error={linkProblems[index]?.label ?? null} />
          <Field label={`Link ${index + 1}, address`} name={`link.${index}.url`} kind="url" placeholder="https://" value={url} onChange={(value) => change(index, { url: value })} error={linkProblems[index]?.url ?? null} />
          <Button kind="quiet" label={`Remove link ${index + 1}`} onClick={() => then(() => setLinks(links.filter((_, at) => at !== index)), `link.${Math.max(0, index - 1)}.label`)}>
            Remove
          </Button>
        </div>
      ))}
      {links.length >= MOST_LINKS ? (
        <p className={styles.quiet}>No more than {MOST_LINKS} links go with an update.</p>
      ) : (
        <div>
          <Button onClick={() => then(() => setLinks([...links, { label: '', url: '' }]), `link.${links.length}.label`)}>Add a link</Button>
        </div>
      )}
    </fieldset>
  );
}
