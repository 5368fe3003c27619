import { useState } from 'react';
import { useLocation } from 'wouter';
import { useStored } from '../../../lib/use-stored.ts';
import { useShell } from '../../../platform/context.tsx';
import { Button } from '../../../ui/kit/Button.tsx';
import { CheckField, SelectField } from '../../../ui/kit/Field.tsx';
import { Section } from '../Page.tsx';
import { readDisplayChoice, wallAddress, type DisplayChoice } from './display-choice.ts';
import styles from '../settings.module.css';

const MOST = 8;
const numbers = (to: number): readonly { readonly value: string; readonly label: string }[] => Array.from({ length: to }, (_, index) => ({ value: String(index + 1), label: String(index + 1) }));

/** Which part of the wall this display shows. The choice is an address, so that a TV stick can start with it. */
export function WallChoice() {
  const [choice, setChoice] = useStored<DisplayChoice>('holdfast.screen.display', readDisplayChoice, JSON.stringify);
  const [kiosk, setKiosk] = useState(true);
  const [, navigate] = useLocation();
  const shell = useShell();
  const address = wallAddress(choice, kiosk);
  const open = () => {
    // A browser may refuse full screen; the wall is then a kiosk within its window.
    if (kiosk) shell.setFullscreen(true).catch(() => undefined);
    navigate(address);
  };
  return (
    <Section title="Wall" lead="Several displays can share the services between them: each shows its share of the pages, and what is wrong is on all of them.">
      <div className={styles.form}>
        <SelectField label="Displays that share the wall" value={String(choice.of)} options={numbers(MOST)} onChange={(of) => setChoice({ index: Math.min(choice.index, Number(of)), of: Number(of) })} />
        <SelectField label="This is display" value={String(choice.index)} options={numbers(choice.of)} onChange={(index) => setChoice({ ...choice, index: Number(index) })} />
        <div className={styles.whole}>
          <CheckField label="Kiosk: the whole screen, without the rail and the pointer" checked={kiosk} onChange={setKiosk} />
        </div>
      </div>
      <div className={styles.actions}>
        <Button onClick={open}>Open the wall like this</Button>
        <span className={styles.quiet}>
          Address to start with: <code>{shell.kind === 'browser' ? `${window.location.origin}${address}` : address}</code>
        </span>
      </div>
      {shell.kind === 'desktop' ? <p className={styles.note}>“desktop: kiosk” in holdfast.yaml opens the wall on one display when you log in.</p> : null}
    </Section>
  );
}
