import type { IncidentState } from './incident.ts';
import type { Severity } from './severity.ts';
import type { Story } from './story.ts';

/** What people could know at an instant. */
export interface Known {
  readonly state: IncidentState | null;
  readonly severity: Severity | null;
  /** Firing then, as far as it had been written down. */
  readonly alerts: Story['alerts'];
  readonly roles: Story['roles'];
  readonly decisions: Story['decisions'];
  /** The last one for each audience. */
  readonly updates: Story['updates'];
  /** What had begun to change by then, as far as it had been told. */
  readonly changes: Story['changes'];
  /** What had begun to change and was told only later. */
  readonly laterChanges: Story['changes'];
  readonly rows: Story['rows'];
  /** What had happened by then and was written down only later. */
  readonly later: Story['rows'];
}

/**
 * What was known of an incident at an instant: everything that had been written down by then, as it stood then. What happened before
 * and was told afterwards is `later`. Pure; instants are RFC 3339 UTC with milliseconds, which stand in order as texts.
 */
export function knownAt(story: Story, instant: string): Known {
  const known = <T extends { readonly knownAt: string }>(rows: readonly T[]): T[] => rows.filter((row) => row.knownAt <= instant);
  const lasting = <T extends { readonly knownAt: string; readonly from: string; readonly to: string | null; readonly endKnownAt: string | null }>(spans: readonly T[]): T[] =>
    known(spans).filter(({ from, to, endKnownAt }) => from <= instant && (to === null || endKnownAt === null || to > instant || endKnownAt > instant));
  const last = new Map(known(story.updates).filter(({ at }) => at <= instant).map((update) => [update.audience, update]));
  const before = story.rows.filter(({ at }) => at <= instant);
  return {
    state: known(story.states).at(-1)?.state ?? null,
    severity: known(story.severities).at(-1)?.severity ?? null,
    alerts: lasting(story.alerts),
    roles: lasting(story.roles),
    decisions: known(story.decisions).filter(({ at }) => at <= instant),
    updates: [...last.values()],
    changes: story.changes.filter(({ from, knownAt }) => from <= instant && knownAt <= instant),
    laterChanges: story.changes.filter(({ from, knownAt }) => from <= instant && knownAt > instant),
    rows: before.filter(({ recordedAt }) => recordedAt <= instant),
    later: before.filter(({ recordedAt }) => recordedAt > instant),
  };
}
