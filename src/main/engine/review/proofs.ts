import type { IncidentId, RunId, ServiceId, SignalId } from '../../../shared/model/ids.ts';
import type { Proof } from '../../../shared/model/review.ts';
import type { Evidence } from '../../../shared/model/timeline.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import { formatDuration } from '../../../shared/time/format.ts';
import { said } from '../incidents/workflow/step.ts';

/** A rule that is in use. */
export interface RuleInUse {
  /** Newest sample, or evaluation, that it could be judged by; null where there was none yet. */
  readonly judgedAt: EpochMs | null;
  /** Why it cannot be judged; null where it can. */
  readonly trouble: string | null;
}

/** Checks of a probe, or runs of a Postman collection, oldest first: 1 passed, less failed, and NaN could not tell. */
export interface Checks {
  /** Null for a signal that neither asks, or that does not tell whether its target is up. */
  readonly by: 'probe' | 'postman' | null;
  readonly checks: readonly { readonly time: EpochMs; readonly value: number }[];
}

/** An incident that was a drill, or a plan that was drilled. */
export interface PassedDrill {
  readonly of: { readonly incident: IncidentId } | { readonly run: RunId; readonly plan: string };
  readonly startedAt: EpochMs;
  readonly tookMs: number;
}

/** What can be seen of the world. `rule` and `checks`: null where there is no such thing; `ready`: false while no configuration is in use. */
export interface ProofFacts {
  readonly ready: () => boolean;
  readonly rule: (rule: string) => RuleInUse | null;
  /** Whether the configuration was given this rule, or another form of it, since then. */
  readonly ruleChanged: (rule: string, since: EpochMs) => boolean;
  readonly checks: (signal: SignalId, since: EpochMs) => Checks | null;
  /** The first drill that began since then and took no longer. */
  readonly drill: (since: EpochMs, withinMs: number, service: ServiceId | null) => PassedDrill | null;
}

export type Judged =
  | { readonly state: 'passed'; readonly says: string; readonly evidence: Evidence }
  | { readonly state: 'waiting' | 'cannotRun'; readonly says: string };

/** From when what is seen counts, and which rules fired in the incident: those were there already, and did not keep it away. */
export interface ProofOf {
  readonly since: EpochMs;
  readonly fired: ReadonlySet<string>;
}

const waiting = (says: string): Judged => ({ state: 'waiting', says });

/** A check that fails this often in a row is not a lost packet. */
const FAILS_THAT_COUNT = 3;

/** Whether a proof has passed, and what was seen. Pure but for what it asks `facts`. */
export function judgeProof(proof: Proof, { since, fired }: ProofOf, facts: ProofFacts): Judged {
  switch (proof.kind) {
    case 'rule':
      return judgeRule(proof.rule, { since, fired }, facts);
    case 'probe':
      return judgeChecks({ ...proof, by: 'probe' }, since, facts);
    case 'drill':
      return judgeDrill(proof, since, facts);
    case 'postman':
      return proof.signal === undefined ? { state: 'cannotRun', says: 'It names no signal of a Postman collection. Choose one, or put the result as a link instead.' } : judgeChecks({ by: 'postman', signal: proof.signal, checks: proof.checks ?? 1 }, since, facts);
    case 'link':
    default:
      return waiting('Waits for a link, and for a second person who confirms it.');
  }
}

function judgeRule(rule: string, { since, fired }: ProofOf, facts: ProofFacts): Judged {
  const name = plain(rule, 120);
  const found = facts.rule(rule);
  if (found === null) return waiting(`There is no rule "${name}" yet.`);
  if (fired.has(rule) && !facts.ruleChanged(rule, since)) return waiting(`Rule "${name}" fired in this incident and was not changed since ${said(since)}: that it is there proves nothing.`);
  if (found.trouble !== null) return waiting(`Rule "${name}" is there and cannot be judged: ${found.trouble}`);
  if (found.judgedAt === null || found.judgedAt <= since) return waiting(`Rule "${name}" is there and was not evaluated since ${said(since)}.`);
  return { state: 'passed', says: `Rule "${name}" is in use and was evaluated at ${said(found.judgedAt)}.`, evidence: { kind: 'record', ref: `rule ${rule}`, time: toRfc3339(found.judgedAt), value: null } };
}

type Check = Checks['checks'][number];
const isPass = ({ value }: Check): boolean => value >= 1;
/** What could not tell neither passed nor failed. */
const told = ({ checks }: Checks): Check[] => checks.filter(({ value }) => !Number.isNaN(value));

interface ProvedByChecks {
  readonly by: NonNullable<Checks['by']>;
  readonly signal: SignalId;
  /** Passes in a row. */
  readonly checks: number;
}

const SOURCE = { probe: 'probe', postman: 'Postman collection' } as const;
const subjectOf = ({ by, signal }: Pick<ProvedByChecks, 'by' | 'signal'>): string => (by === 'probe' ? `Probe "${signal}"` : `The collection of "${signal}"`);

function judgeChecks({ by, signal, checks: needed }: ProvedByChecks, since: EpochMs, facts: ProofFacts): Judged {
  const found = facts.checks(signal, since);
  const subject = subjectOf({ by, signal });
  if (found === null) return waiting(`There is no signal "${signal}" yet.`);
  if (found.by !== by) return waiting(`Signal "${signal}" is not the availability signal of a ${SOURCE[by]}.`);
  const checks = told(found).filter(({ time }) => time > since);
  const passed = checks.length - 1 - checks.findLastIndex((check) => !isPass(check));
  const last = checks.at(-1);
  if (passed < needed || last === undefined) return waiting(`${subject} has passed ${passed} of ${needed} times in a row.`);
  return { state: 'passed', says: `${subject} passed ${needed} ${needed === 1 ? 'time' : 'times in a row'}, the last one at ${said(last.time)}.`, evidence: { kind: 'sample', ref: signal, time: toRfc3339(last.time), value: last.value } };
}

/** A drill of a plan may be over within a second. */
const tookText = (tookMs: number): string => (tookMs < 60_000 ? `${(tookMs / 1_000).toFixed(1)} s` : formatDuration(tookMs));

function judgeDrill({ withinSeconds, service }: Extract<Proof, { kind: 'drill' }>, since: EpochMs, facts: ProofFacts): Judged {
  const limit = formatDuration(withinSeconds * 1_000);
  const drill = facts.drill(since, withinSeconds * 1_000, service);
  if (drill === null) return waiting(`No drill${service === null ? '' : ` of ${service}`} since ${said(since)} was done within ${limit}.`);
  const { of, tookMs } = drill;
  const [ref, what] = 'run' in of ? [of.run, `Drill ${of.run} of ${plain(of.plan, 80)} was done`] : [of.incident, `Drill ${of.incident} was mitigated`];
  return { state: 'passed', says: `${what} in ${tookText(tookMs)}, within ${limit}.`, evidence: { kind: 'record', ref, time: toRfc3339((drill.startedAt + tookMs) as EpochMs), value: tookMs / 1_000 } };
}

/**
 * Whether a proof that has passed still holds; null where nothing tells. A rule holds while it is there, a probe or a collection until
 * it fails three times in a row (or as often as it had to pass, where that is less); a drill that succeeded has succeeded. Only what can be seen without
 * doubt ends it: a probe that is not asked, or a configuration that cannot be read, says nothing.
 */
export function stillHolds(proof: Proof, facts: ProofFacts, since: EpochMs): { readonly holds: boolean; readonly says: string } | null {
  if (!facts.ready()) return null;
  if (proof.kind === 'rule') {
    const name = plain(proof.rule, 120);
    return facts.rule(proof.rule) === null ? { holds: false, says: `Rule "${name}" is no longer there.` } : { holds: true, says: `Rule "${name}" is there.` };
  }
  if ((proof.kind !== 'probe' && proof.kind !== 'postman') || proof.signal === undefined) return null;
  const { signal, checks: needed = 1 } = proof;
  const subject = subjectOf({ by: proof.kind, signal });
  const found = facts.checks(signal, since);
  if (found === null) return { holds: false, says: `Signal "${signal}" is no longer there.` };
  const enough = Math.min(FAILS_THAT_COUNT, needed);
  const checks = told(found);
  const last = checks.slice(-enough);
  if (last.length === enough && last.every((check) => !isPass(check))) return { holds: false, says: `${subject} failed ${enough === 1 ? 'its last check' : `its last ${enough} checks`}.` };
  const run = checks.slice(-needed);
  return run.length === needed && run.every(isPass) ? { holds: true, says: `${subject} passes.` } : null;
}
