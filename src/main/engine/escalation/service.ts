import type { IncidentId } from '../../../shared/model/ids.ts';
import type { Severity } from '../../../shared/model/severity.ts';
import type { FactOf } from '../../../shared/model/timeline.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedRosterEntry } from '../../config/resolved-policy.ts';
import { escalationKey, type IncidentRecord } from '../incidents/record.ts';
import type { Clock, Log, ResolveSecrets } from '../ports.ts';
import type { Lookup } from '../net/guarded-lookup.ts';
import { onDuty } from '../roster/rules.ts';
import { createLanes } from './lanes.ts';
import { idempotencyKey, messageOf } from './message.ts';
import type { DueStep } from './rules.ts';
import { createWebhook } from './webhook.ts';

/** Calls to one address at a time. */
const CALLS_AT_ONCE = 4;

export interface EscalationDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly lookup: Lookup;
  readonly resolveSecrets: ResolveSecrets;
  readonly roster: () => readonly ResolvedRosterEntry[];
  /** Something wants to be heard on every screen: live event `alarm`, why `overdue`. */
  readonly alarm: (incident: IncidentId, severity: Severity, at: EpochMs) => void;
}

type Outcome = FactOf<'escalated'>;

export interface Escalation {
  /** Takes steps that are not in hand yet. Sounds at once, whether or not anything can be written down. */
  take(record: IncidentRecord, steps: readonly DueStep[]): void;
  /** What came of steps and is not written yet. A step stays in hand until it is. */
  unwritten(incident: IncidentId): readonly Outcome[];
  incidents(): IncidentId[];
  written(incident: IncidentId, outcomes: readonly Outcome[]): void;
  /** Ends calls that are under way; what came of them stays unwritten, so that the next start takes them up with the same key. */
  close(): void;
}

export function createEscalation({ clock, log, lookup, resolveSecrets, roster, alarm }: EscalationDeps): Escalation {
  const call = createWebhook({ clock, lookup, resolveSecrets });
  const run = createLanes(CALLS_AT_ONCE);
  const ending = new AbortController();
  const inHand = new Set<string>();
  const outcomes = new Map<IncidentId, Outcome[]>();

  const note = (incident: IncidentId, { clock: { id }, dueAt, rung }: DueStep, outcome: Outcome['data']['outcome'], detail: string): void => {
    const made: Outcome = { type: 'escalated', data: { clock: id, dueAt: toRfc3339(dueAt), step: rung.step, by: rung.webhook === null ? 'sound' : 'webhook', outcome }, texts: { detail } };
    outcomes.set(incident, [...(outcomes.get(incident) ?? []), made]);
  };
  const callLater = (record: IncidentRecord, step: DueStep, { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> }): void =>
    run(url, async () => {
      const now = clock.nowMs();
      const body = messageOf(record, step, onDuty(roster(), now), now);
      try {
        const { ok, detail } = await call({ url, headers, body, idempotencyKey: idempotencyKey(record, step) }, ending.signal);
        note(record.id, step, ok ? 'done' : 'failed', detail);
        if (!ok) log.warn('An escalation webhook failed.', { incident: record.id, detail });
      } catch (error) {
        if (!ending.signal.aborted) note(record.id, step, 'failed', error instanceof Error ? error.message : 'the webhook could not be called');
      }
    });

  return {
    take: (record, steps) => {
      const fresh = steps.filter((step) => !inHand.has(idempotencyKey(record, step)));
      for (const step of fresh) {
        inHand.add(idempotencyKey(record, step));
        const { webhook } = step.rung;
        if (webhook === null) note(record.id, step, 'done', record.isDrill ? 'told every screen, without a sound: this is a drill' : 'asked every screen to sound');
        else if (record.isDrill) note(record.id, step, 'done', `${new URL(webhook.url).host}: not called, because this is a drill`);
        else callLater(record, step, webhook);
      }
      if (fresh.some(({ rung }) => rung.webhook === null)) alarm(record.id, record.severity, clock.nowMs());
    },
    unwritten: (incident) => outcomes.get(incident) ?? [],
    incidents: () => [...outcomes.keys()],
    written: (incident, done) => {
      for (const { data } of done) inHand.delete(`${incident} ${escalationKey(data.clock, Date.parse(data.dueAt) as EpochMs, data.step)}`);
      const left = (outcomes.get(incident) ?? []).filter((each) => !done.includes(each));
      if (left.length > 0) outcomes.set(incident, left);
      else outcomes.delete(incident);
    },
    close: () => ending.abort(new Error('Holdfast is stopping')),
  };
}
