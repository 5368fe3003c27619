import { z } from 'zod';
import { reviewCalls } from '../../../../shared/contract/review-calls.ts';
import { CorrectiveStep } from '../../../../shared/contract/review-inputs.ts';
import type { CorrectiveActionId, IncidentId, SignalId } from '../../../../shared/model/ids.ts';
import type { CorrectiveAction, Review } from '../../../../shared/model/review.ts';
import { silentLog } from '../../testing/manual-clock.ts';
import { ADA, openIncidents, PEOPLE } from '../../incidents/testing/open-incidents.ts';
import type { By } from '../../incidents/view.ts';
import { reviewFollower } from '../follower.ts';
import type { Checks } from '../proofs.ts';
import { createReviews, type KnownRule, type ReviewDeps, type Reviews } from '../service.ts';

type Given<N extends keyof typeof reviewCalls> = z.input<(typeof reviewCalls)[N]['input']>;

/** Reviews over real incidents, a real journal and SQLite in memory; what proves something is set by hand. */
export function openReviews(kept: Parameters<typeof openIncidents>[1] = {}) {
  const rules = new Map<string, KnownRule>();
  const checks = new Map<SignalId, Checks>();
  let isConfigured = true;
  let reviews: Reviews | null = null;
  const opened = openIncidents({
    followers: [reviewFollower],
    used: (record) => reviews?.used(record) ?? [],
    repeats: (record, viewer) => reviews?.repeats(record, viewer) ?? null,
  }, kept);
  const { clock, db, journal } = opened;
  let planDrill: ReviewDeps['planDrill'] = () => null;
  const open = (): Reviews => createReviews({ db, clock, journal, log: silentLog, people: () => PEOPLE, incidents: () => opened.incidents, rules: () => (isConfigured ? [...rules.values()] : null), checks: (signal) => checks.get(signal) ?? null, planDrill: (...asked) => planDrill(...asked), changes: () => [] });
  const now = (reviews = open());
  const parsed = <N extends keyof typeof reviewCalls>(name: N, input: Given<N>) => reviewCalls[name].input.parse(input) as z.output<(typeof reviewCalls)[N]['input']>;

  return {
    ...opened,
    reviews: now,
    rules,
    checks,
    /** What drills of plans there are from now on. */
    drilled: (next: ReviewDeps['planDrill']): void => void (planDrill = next),
    configured: (is: boolean): void => void (isConfigured = is),
    /** A rule that is in use, and was evaluated now unless told. */
    hasRule: (id: string, about: Partial<KnownRule> = {}): void => void rules.set(id, { id, name: id, owner: 'ada', reviewBy: null, judgedAt: clock.nowMs(), trouble: null, writtenIn: `rule ${id}`, ...about }),
    /** A resolved incident, of a rule that fired where one is named. */
    resolved: (rule: string | null = 'slow', by: By = ADA): IncidentId => {
      const id = rule === null ? opened.open({}, by).id : opened.fires(rule);
      if (id === null) throw new Error('no incident');
      if (rule !== null) opened.ends(rule);
      opened.act(id, { type: 'resolve', how: 'restarted it' }, by);
      return id;
    },
    /** As it is now, changed by a draft. */
    put: (incident: IncidentId, draft: Omit<Given<'reviews.put'>, 'incident' | 'version'>, by: By = ADA, version: number = now.get(incident, by).version): Review => {
      const { incident: id, version: from, ...rest } = parsed('reviews.put', { incident, version, ...draft });
      return now.put(id, from, rest, by);
    },
    add: (incident: IncidentId, draft: Partial<Omit<Given<'correctiveActions.add'>, 'incident'>> = {}, by: By = ADA): CorrectiveAction =>
      now.add(parsed('correctiveActions.add', { incident, text: 'Alert on slow answers', kind: 'monitoring', owner: 'bob', dueAt: '2026-02-01T12:00:00.000Z', proof: { kind: 'link' }, ...draft }), by),
    edit: (id: CorrectiveActionId, changes: Omit<Given<'correctiveActions.edit'>, 'id' | 'version'>, by: By = ADA, version: number = now.action(id, by).version): CorrectiveAction => {
      const { id: action, version: from, ...rest } = parsed('correctiveActions.edit', { id, version, ...changes });
      return now.edit(action, from, rest, by);
    },
    step: (id: CorrectiveActionId, step: z.input<typeof CorrectiveStep>, by: By = ADA): CorrectiveAction => now.act(id, CorrectiveStep.parse(step), by),
    actions: (query: Given<'correctiveActions.list'> = {}, by: By = ADA) => now.actions(parsed('correctiveActions.list', query), by),
    list: (query: Given<'reviews.list'> = {}, by: By = ADA) => now.list(parsed('reviews.list', query), by),
    causes: (query: Given<'causes.list'> = {}, by: By = ADA) => now.causes(parsed('causes.list', query), by),
    /** Lets Holdfast look as often as it would in this time. */
    wait: async (ms: number): Promise<void> => {
      for (let left = ms; left > 0; left -= 60_000) {
        await clock.advance(Math.min(left, 60_000));
        now.tick();
      }
    },
  };
}

export type OpenReviews = ReturnType<typeof openReviews>;
