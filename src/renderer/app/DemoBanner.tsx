import { useId, useState } from 'react';
import { Link } from 'wouter';
import type { DemoFault } from '../../shared/model/entities.ts';
import { epochMs, fromRfc3339 } from '../../shared/model/units.ts';
import { plain } from '../../shared/text/plain.ts';
import { formatSince } from '../../shared/time/format.ts';
import { useDemoFaults, useEngineNow, useWorkspace } from '../lib/live-store.ts';
import { useCallMutation } from '../platform/use-call.ts';
import { has } from './features.ts';
import styles from './demo.module.css';

/** Says that this is no real workspace, lets a person break it, and leads to a real one. */
export function DemoBanner() {
  const workspace = useWorkspace();
  const faults = useDemoFaults();
  const setFault = useCallMutation('demo.setFault');
  const reset = useCallMutation('demo.reset');
  const failed = setFault.isError ? setFault.error : reset.isError ? reset.error : null;
  const [explained, setExplained] = useState<DemoFault | null>(null);
  const explanation = useId();
  if (workspace?.demo !== true) return null;
  return (
    <section className={styles.banner} aria-label="Demo">
      <strong className={styles.demo}>DEMO</strong>
      <span className={styles.lead}>A real API with real traffic; a second stands for a minute. Break it:</span>
      <span className={styles.faults}>
        {faults.map((fault) => (
          <FaultButton key={fault.id} fault={fault} busy={setFault.isPending} describedBy={explanation} onExplain={setExplained} onToggle={() => setFault.mutate({ id: fault.id, active: !fault.active })} />
        ))}
        <button type="button" className={styles.reset} disabled={reset.isPending} onClick={() => reset.mutate({})}>
          Reset
        </button>
      </span>
      {has.settings ? (
        <Link className={styles.connect ?? ''} href="/settings/connect">
          Connect your own
        </Link>
      ) : null}
      <p id={explanation} className={styles.explanation} data-shown={explained !== null || failed !== null ? '' : undefined} role="status">
        {failed !== null && explained === null ? failed.message : plain(explained?.explains ?? '', 240)}
      </p>
    </section>
  );
}

interface FaultButtonProps {
  readonly fault: DemoFault;
  readonly busy: boolean;
  readonly describedBy: string;
  readonly onExplain: (fault: DemoFault | null) => void;
  readonly onToggle: () => void;
}

function FaultButton({ fault, busy, describedBy, onExplain, onToggle }: FaultButtonProps) {
  const now = useEngineNow();
  const since = fault.since === null ? null : fromRfc3339(fault.since);
  return (
    <button
      type="button"
      className={styles.fault}
      aria-pressed={fault.active}
      aria-describedby={describedBy}
      disabled={busy}
      onClick={onToggle}
      onPointerEnter={() => onExplain(fault)}
      onPointerLeave={() => onExplain(null)}
      onFocus={() => onExplain(fault)}
      onBlur={() => onExplain(null)}
    >
      {plain(fault.name, 40)}
      {fault.active && since !== null ? <span className={styles.since}> {formatSince(since, now ?? epochMs(since))}</span> : null}
    </button>
  );
}
