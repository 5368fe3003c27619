import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { CallOutput } from '../../../../shared/contract/contract.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useEngineStatus, useWorkspace } from '../../../lib/live-store.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Facts } from '../../../ui/kit/Facts.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Page } from '../Page.tsx';
import styles from './connect.module.css';

export interface SavedFacts {
  readonly written: CallOutput<'sources.connect'>;
  readonly services: readonly string[];
  readonly signals: number;
  readonly limits: number;
}

const PATIENCE_MS = 20_000;

/** What was written, and what happens now. */
export function Saved({ saved, onAgain }: { saved: SavedFacts; onAgain: () => void }) {
  const { written } = saved;
  const names = saved.services.map((name) => plain(name, 80));
  return (
    <Page title="Saved">
      <Facts
        facts={[
          ['File', <code key="file">{plain(written.file, 400)}</code>],
          ['Source', written.source],
          ['Services', names.length === 0 ? 'none' : names.join(', ')],
          ['Signals', `${counted(saved.signals, 'signal')}, ${saved.limits === 0 ? 'no limits' : counted(saved.limits, 'limit')}`],
        ]}
      />
      {written.restartNeeded ? (
        <Opening />
      ) : (
        <div className={styles.after}>
          <p>The new signals are being asked for. What stood in the file before, comments too, stays.</p>
          <div className={styles.actions}>
            <Link href="/wall" className={styles.primaryLink ?? ''}>
              Go to the wall
            </Link>
            <Button onClick={onAgain}>Connect another</Button>
          </div>
        </div>
      )}
    </Page>
  );
}

/** The demo gives way to the workspace just written: waits until that one is live, then shows its wall. */
function Opening() {
  const workspace = useWorkspace();
  const engine = useEngineStatus();
  const [, navigate] = useLocation();
  const [late, setLate] = useState(false);
  const open = workspace !== null && !workspace.demo && engine.state === 'live';
  useEffect(() => {
    if (open) navigate('/wall');
  }, [open, navigate]);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.after} role="status">
      <p className={styles.opening}>{late ? 'Restart Holdfast to open it' : 'Opening your workspace…'}</p>
      <p className={styles.quiet}>
        {late ? (
          <StateMark state="P2" word="The demo is still running. Your workspace is saved; it opens with the next start of Holdfast." />
        ) : (
          'The demo ends and its data stay apart. The wall appears here by itself.'
        )}
      </p>
    </div>
  );
}
