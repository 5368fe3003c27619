import { useState } from 'react';
import { Link } from 'wouter';
import type { Combinable } from '../../../../shared/contract/remote-calls.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useIncidents, useServices } from '../../../lib/live-store.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { MergeForm } from '../../incidents/index.ts';
import { Failure, useDraft } from '../../session/index.ts';
import { readTyped } from '../rules/form.ts';
import type { Writer } from '../write/use-writer.ts';
import styles from './remote.module.css';

const ASK_AGAIN_MS = 60_000;

/** Other open incidents that speak of the same part of a public page: one message may be enough for both. */
export function Combine({ writer }: { writer: Writer }) {
  const { data } = useCall('combines.list', { id: writer.incident.id }, { enabled: writer.audience === 'public', refetchMs: ASK_AGAIN_MS });
  if (writer.audience !== 'public' || writer.corrects !== null || data === undefined || data.items.length === 0) return null;
  return (
    <section className={styles.combine} aria-label="Combine?">
      <h2 className={styles.title}>Combine?</h2>
      <ul className={styles.list}>
        {data.items.map((other) => (
          <Pair key={other.incident} other={other} writer={writer} />
        ))}
      </ul>
    </section>
  );
}

function Pair({ other, writer }: { other: Combinable; writer: Writer }) {
  const dismiss = useCallMutation('combines.dismiss', ['combines.list']);
  const [merging, setMerging] = useState(false);
  const services = useServices();
  const nameOf = (id: string): string => services.find((service) => service.id === id)?.name ?? id;
  const { incident } = writer;
  return (
    <li className={styles.remote} data-combine={other.incident}>
      <div className={styles.head}>
        <span className={styles.channel} dir="auto">
          <StateMark state={other.severity} /> <Link href={`/incidents/${other.incident}`}>{other.incident}</Link> {plain(other.title, 100)}
        </span>
      </div>
      <p>
        It speaks of {other.services.map((service) => plain(nameOf(service), 60)).join(', ')} on {plain(other.page, 80)} {other.isPublic ? 'too' : 'already'}: readers would see two incidents where there may be one.
      </p>
      <div className={styles.foot}>
        <Button onClick={() => setMerging(true)}>Merge the incidents…</Button>
        <OneForBoth other={other} incident={incident.id} nameOf={nameOf} />
        <Button kind="quiet" busy={dismiss.isPending} onClick={() => dismiss.mutate({ id: incident.id, other: other.incident })}>
          They are two
        </Button>
      </div>
      <Failure error={dismiss.error} what="Not kept" onPin={() => dismiss.mutate({ id: incident.id, other: other.incident })} />
      {merging ? <MergeForm incident={incident} into={other.incident} onClose={() => setMerging(false)} /> : null}
    </li>
  );
}

/** The message of the other one, naming the services of both; this one tells nothing there then. */
function OneForBoth({ other, incident, nameOf }: { other: Combinable; incident: string; nameOf: (id: string) => string }) {
  const draft = useDraft(`${other.incident}/compose`);
  const both = useIncidents().filter(({ id }) => id === other.incident || id === incident);
  const begin = () => {
    const names = [...new Set(both.toSorted((a) => (a.id === other.incident ? -1 : 1)).flatMap(({ services }) => services))].map((id) => nameOf(id)).join(', ');
    draft.set('audience', 'public');
    draft.set('facts', JSON.stringify({ ...readTyped(draft.text('facts')), services: names }));
  };
  return (
    <Link href={`/compose/${other.incident}`} onClick={begin} className={styles.merge ?? ''}>
      Write one message for both
    </Link>
  );
}
