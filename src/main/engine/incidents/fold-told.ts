import { AUDIENCES, type Audience } from '../../../shared/model/policy-config.ts';
import type { FactOf } from '../../../shared/model/timeline.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { IncidentRecord, TellingRecord } from './record.ts';

/** Until when a link was broken is told by whatever is found next. */
export function tellChain(chains: IncidentRecord['chains'], { data, texts }: FactOf<'chainFound'>, at: EpochMs): IncidentRecord['chains'] {
  const before = chains[data.service];
  const broken = data.verdict === 'broken' && data.link !== null ? { link: data.link, unchecked: data.unchecked, says: texts.says ?? null, from: at, until: null } : null;
  const last = before?.broken ?? null;
  const ended = last === null || last.until !== null ? last : { ...last, until: at };
  return { ...chains, [data.service]: { key: data.key, at, count: (before?.count ?? 0) + 1, broken: broken ?? ended } };
}

type Told = IncidentRecord['told'];
const NOTHING: TellingRecord = { sent: [], overdue: [] };
const ms = (instant: string): EpochMs => epochMs(Date.parse(instant));

export function tellSent(told: Told, { audience, nextAt }: FactOf<'updateSent'>['data'], at: EpochMs): Told {
  const before = told[audience] ?? NOTHING;
  return { ...told, [audience]: { ...before, sent: [...before.sent, { at, nextAt: nextAt === null ? null : ms(nextAt) }] } };
}

/** Of the clocks of updates only that one was overdue counts. */
export function tellTurned({ told, updates }: Pick<IncidentRecord, 'told' | 'updates'>, { clock, stage, dueAt }: FactOf<'clockTurned'>['data']): Told {
  const audience = stage === 'overdue' ? audienceOf(clock) : null;
  if (audience === null) return told;
  const before = told[audience] ?? NOTHING;
  const since = updates.find((update) => update.audience === audience)?.at ?? null;
  return { ...told, [audience]: { ...before, overdue: [...before.overdue, { dueAt: ms(dueAt), since }] } };
}

const audienceOf = (clock: string): Audience | null => AUDIENCES.find((audience) => clock === `update:${audience}`) ?? null;
