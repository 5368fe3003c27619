import { epochMs, fromRfc3339, type EpochMs } from '../../shared/model/units.ts';
import type { PlanConfig } from '../../shared/model/continuity/plan-config.ts';
import type { PlanId, SignalId } from '../../shared/model/ids.ts';
import { drillsDone } from '../engine/continuity/runs/repo.ts';
import { runIdOf, textOfRun } from '../engine/continuity/runs/view.ts';
import type { RuleFiles } from '../engine/detection/rule-file-watch.ts';
import type { Detection } from '../engine/detection/service.ts';
import { UNKNOWN_WORDS } from '../engine/detection/words.ts';
import type { Clock } from '../engine/ports.ts';
import type { Checks, ProofFacts } from '../engine/review/proofs.ts';
import type { KnownRule } from '../engine/review/service.ts';
import type { Series } from '../engine/series/series-service.ts';
import type { Watch } from '../engine/watch/watch.ts';
import type { ReadDb } from '../store/sql.ts';

export interface ReviewFactsDeps {
  readonly clock: Clock;
  readonly detection: Pick<Detection, 'all'>;
  readonly ruleFiles: Pick<RuleFiles, 'rules' | 'judgedAt'>;
  readonly series: Pick<Series, 'samples'>;
  readonly watch: () => Pick<Watch, 'signal' | 'sources'>;
  readonly isConfigured: () => boolean;
  readonly db: ReadDb;
  /** Plans of the configuration. */
  readonly plans: () => readonly Pick<PlanConfig, 'id' | 'services'>[];
}

/** What reviews can see of rules, probes, collections and drills. */
export interface ReviewFacts {
  readonly rules: () => KnownRule[] | null;
  readonly checks: (signal: SignalId, since: EpochMs) => Checks | null;
  readonly planDrill: ProofFacts['drill'];
}

export function createReviewFacts({ clock, detection, ruleFiles, series, watch, isConfigured, db, plans }: ReviewFactsDeps): ReviewFacts {
  const configured = (): KnownRule[] =>
    detection.all().map(({ rule, status }) => {
      const isJudged = status.verdict === 'pass' || status.verdict === 'fail';
      const newest = watch().signal(rule.signal)?.latest?.time ?? null;
      return { id: rule.rule, name: rule.summary ?? rule.writtenAs, owner: rule.owner, reviewBy: rule.reviewBy, judgedAt: isJudged && newest !== null ? fromRfc3339(newest) : null, trouble: status.unknownReason === null ? null : UNKNOWN_WORDS[status.unknownReason], writtenIn: `rule ${rule.writtenAs}` };
    });
  const ofFiles = (): KnownRule[] => ruleFiles.rules().map(({ id, name, owner, reviewBy, state, trouble, file }) => ({ id, name, owner, reviewBy, judgedAt: ruleFiles.judgedAt(id), trouble: state === 'unknown' ? trouble : null, writtenIn: file ?? id }));
  return {
    rules: () => (isConfigured() ? [...configured(), ...ofFiles()] : null),
    checks: (id, since) => {
      const signal = watch().signal(id);
      if (signal === null) return null;
      const type = signal.kind === 'availability' ? watch().sources().find((source) => source.id === signal.source)?.type : undefined;
      const by = type === 'probe' || type === 'postman' ? type : null;
      return { by, checks: by === null ? [] : series.samples(id, since, epochMs(clock.nowMs())) };
    },
    planDrill: (since, withinMs, service) => {
      const isOf = (plan: PlanId): boolean => service === null || plans().some(({ id, services }) => id === plan && services.includes(service));
      const drill = drillsDone(db, since, withinMs).find(({ plan_id }) => isOf(plan_id));
      return drill === undefined ? null : { of: { run: runIdOf(drill.number), plan: textOfRun(drill).plan.name }, startedAt: epochMs(drill.started_at), tookMs: (drill.took_ms ?? 0) };
    },
  };
}
