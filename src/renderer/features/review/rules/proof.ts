import { z } from 'zod';
import { ServiceId, SignalId } from '../../../../shared/model/ids.ts';
import type { Proof } from '../../../../shared/model/review.ts';
import { instantOf, localAt } from '../../../../shared/time/local-time.ts';
import { fromRfc3339, toRfc3339 } from '../../../../shared/model/units.ts';

export const PROOF_KINDS = ['none', 'rule', 'probe', 'postman', 'drill', 'link'] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];
export const PROOF_KIND_WORD: Readonly<Record<ProofKind, string>> = { none: 'Not planned yet', rule: 'A rule is in use', probe: 'A probe passes', drill: 'A drill succeeds', link: 'A link, confirmed by a second person', postman: 'A Postman collection passes' };
/** What it takes, and who looks. */
export const PROOF_KIND_HINT: Readonly<Record<ProofKind, string>> = {
  none: 'A review cannot be closed while an action has no proof.',
  rule: 'Done as soon as the rule is in use and was evaluated after this action was added; one that fired in the incident has to be changed first. Holdfast looks by itself.',
  probe: 'Done as soon as the availability signal of a probe has passed this often in a row since this action was added. Holdfast looks by itself.',
  drill: 'Done as soon as a drill that began after this action was added took no longer than this: a plan drilled to its end, or an incident of a drill that was mitigated. Holdfast looks by itself.',
  link: 'Done once somebody puts a link (a pull request, a document, a test report) and another person confirms it.',
  postman: 'Done as soon as the availability signal of a Postman source has passed this often in a row since this action was added. Holdfast looks by itself.',
};

/** A proof as it stands in the fields of a form. */
const ProofFields = z.object({ kind: z.enum(PROOF_KINDS), rule: z.string(), signal: z.string(), checks: z.string(), minutes: z.string(), service: ServiceId.nullable() }).readonly();
export type ProofFields = z.infer<typeof ProofFields>;

export const NO_FIELDS: ProofFields = { kind: 'none', rule: '', signal: '', checks: '3', minutes: '8', service: null };

/** Fields as they were kept in a draft; empty ones where nothing that can be read was. */
export function readFields(kept: string): ProofFields {
  try {
    const read = ProofFields.safeParse(JSON.parse(kept));
    return read.success ? read.data : NO_FIELDS;
  } catch {
    return NO_FIELDS;
  }
}

export function fieldsOf(proof: Proof | null): ProofFields {
  if (proof === null) return NO_FIELDS;
  switch (proof.kind) {
    case 'rule':
      return { ...NO_FIELDS, kind: 'rule', rule: proof.rule };
    case 'probe':
      return { ...NO_FIELDS, kind: 'probe', signal: proof.signal, checks: String(proof.checks) };
    case 'drill':
      return { ...NO_FIELDS, kind: 'drill', minutes: String(proof.withinSeconds / 60), service: proof.service };
    case 'postman':
      return { ...NO_FIELDS, kind: 'postman', signal: proof.signal ?? '', checks: proof.checks === undefined ? NO_FIELDS.checks : String(proof.checks) };
    case 'link':
    default:
      return { ...NO_FIELDS, kind: proof.kind };
  }
}

type Read = { readonly ok: true; readonly proof: Proof | null } | { readonly ok: false; readonly field: 'rule' | 'signal' | 'checks' | 'minutes'; readonly problem: string };
const MOST = { checks: 1_000, minutes: 10_080 } as const;

/** What the fields mean, or which of them means nothing. */
export function proofOf({ kind, rule, signal, checks, minutes, service }: ProofFields): Read {
  switch (kind) {
    case 'none':
      return { ok: true, proof: null };
    case 'rule':
      return rule.trim() === '' ? { ok: false, field: 'rule', problem: 'Expected the id of a rule' } : { ok: true, proof: { kind, rule: rule.trim() } };
    case 'probe':
    case 'postman': {
      const known = SignalId.safeParse(signal);
      const times = Number(checks);
      if (!known.success) return { ok: false, field: 'signal', problem: kind === 'probe' ? 'Choose the signal of a probe' : 'Choose the signal of a Postman collection' };
      return Number.isInteger(times) && times >= 1 && times <= MOST.checks ? { ok: true, proof: { kind, signal: known.data, checks: times } } : { ok: false, field: 'checks', problem: `Expected a whole number from 1 to ${MOST.checks}` };
    }
    case 'drill': {
      const seconds = Math.round(Number(minutes.replace(',', '.')) * 60);
      return Number.isFinite(seconds) && seconds >= 1 && seconds <= MOST.minutes * 60 ? { ok: true, proof: { kind, withinSeconds: seconds, service } } : { ok: false, field: 'minutes', problem: `Expected minutes, ${MOST.minutes} at most` };
    }
    case 'link':
    default:
      return { ok: true, proof: { kind } };
  }
}

/** The day of an instant where the workspace is, as a date field has it. */
export function dayOf(dueAt: string | null, timeZone: string): string {
  const at = dueAt === null ? null : fromRfc3339(dueAt);
  return at === null ? '' : new Date(localAt(at, timeZone)).toISOString().slice(0, 10);
}

/** The last second of a day where the workspace is: what is due on Friday may be done on Friday. Null for no day. */
export function endOfDay(day: string, timeZone: string): string | null {
  const instant = day === '' ? null : instantOf(`${day} 23:59:59`, timeZone);
  return instant === null ? null : toRfc3339(instant.at);
}
