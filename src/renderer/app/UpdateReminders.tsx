import { Link } from 'wouter';
import { fromRfc3339 } from '../../shared/model/units.ts';
import { shownTitle } from '../../shared/text/band-words.ts';
import { useEngineNow, useIncidents } from '../lib/live-store.ts';
import { useReminders } from '../features/session/index.ts';
import { Banner } from '../ui/kit/Banner.tsx';
import { Button } from '../ui/kit/Button.tsx';

/** Reminders whose time has come, on whatever screen: of updates that somebody here wants to write. */
export function UpdateReminders() {
  const now = useEngineNow();
  const incidents = useIncidents();
  const kept = useReminders();
  const due = incidents.filter(({ id }) => {
    const at = fromRfc3339(kept.of(id) ?? '');
    return at !== null && now !== null && now >= at;
  });
  return due.map((incident) => (
    <Banner
      key={incident.id}
      level="warning"
      actions={
        <>
          <Link href={`/compose/${incident.id}`}>Write it</Link>
          <Button onClick={() => kept.set(incident.id, null)}>Done</Button>
        </>
      }
    >
      Reminder: the next update of {incident.id}, {shownTitle(incident, 120)}
    </Banner>
  ));
}
