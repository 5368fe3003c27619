import type { ChannelView } from '../../../../shared/contract/channel-calls.ts';
import { takesKind } from '../../../../shared/model/channels/index.ts';
import type { LintOverride } from '../../../../shared/model/status-update.ts';
import type { Audience } from '../../../../shared/model/policy-config.ts';
import type { LintFinding, UpdateKind } from '../../../../shared/model/update.ts';
import { counted } from '../../../../shared/text/counted.ts';

/** Executive and public texts are signed off. */
export const wantsSignOff = (audience: Audience): boolean => audience !== 'internal';

export interface Standing {
  readonly channels: number;
  readonly problems: number;
  readonly lint: readonly LintFinding[];
  /** Reasons that were given, by the code of the stop. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly audience: Audience;
  /** Exactly this text was signed off. */
  readonly approved: boolean;
}

export interface Missing {
  readonly always: readonly string[];
  /** Of it, what no later moment mends: a contradiction may be none by the time at which it goes. */
  readonly later: readonly string[];
  readonly signOff: boolean;
}

/** What must still happen before it can be published, in words; nothing where it can. */
export function missingOf({ channels, problems, lint, reasons, audience, approved }: Standing): Missing {
  const stops = lint.filter(({ level }) => level === 'stop');
  const fixed = stops.filter(({ overridable }) => !overridable).length;
  const unreasoned = new Set(stops.filter(({ overridable, code }) => overridable && (reasons[code] ?? '').trim() === '').map(({ code }) => code)).size;
  const fields = problems === 0 ? [] : [`${counted(problems, 'field')} cannot be understood`];
  const mended = fixed === 0 ? [] : [`${counted(fixed, 'stop')} must be mended`];
  const explained = unreasoned === 0 ? [] : [`${counted(unreasoned, 'stop')} must be mended, or given a reason`];
  const chosen = channels === 0 ? ['no channel is chosen'] : [];
  return { always: [...fields, ...mended, ...explained, ...chosen], later: [...fields, ...mended, ...chosen], signOff: wantsSignOff(audience) && !approved };
}

/** The reasons that belong to stops that are there. */
export const overridesOf = (lint: readonly LintFinding[], reasons: Readonly<Record<string, string>>): LintOverride[] =>
  [...new Set(lint.filter(({ level, overridable }) => level === 'stop' && overridable).map(({ code }) => code))].flatMap((code) => {
    const reason = (reasons[code] ?? '').trim().slice(0, 500);
    return reason === '' ? [] : [{ code, reason }];
  });

/** Why an update cannot go to a channel whoever asks; null where it can. */
export function refusalOf(channel: ChannelView, kind: UpdateKind, person: string | null, isDrill: boolean): string | null {
  if (isDrill && (channel.audience === 'public' || !channel.drill)) return 'is not for drills: it would be taken for real there';
  if (channel.problem !== null) return channel.problem;
  if (channel.kinds !== null && !channel.kinds.includes(kind)) return 'takes no updates of this kind';
  if (!takesKind(channel.type, kind)) return 'has no place for a postmortem: a Statuspage has';
  if (channel.publishers !== null && !channel.publishers.some((publisher) => publisher === person)) return 'you are not among those who publish there';
  return null;
}
