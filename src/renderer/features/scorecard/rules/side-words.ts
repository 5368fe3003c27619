import { counted } from '../../../../shared/text/counted.ts';
import type { AlertQuality, DetectedBy, DrillStanding, Share, SloSpan, SloStanding } from '../../../../shared/model/scorecard-sides.ts';
import { spanText } from '../../../../shared/text/span-text.ts';
import type { Side } from './panel.ts';
import { countText, shareText } from './words.ts';

/** A figure beside the times: its number, and what it speaks of. */
export interface SideFigure {
  readonly value: string;
  readonly lines: readonly string[];
}

/** "9 of 10 updates, 2 not due yet". */
const shareLines = ({ met, n, of }: Share, what: string): readonly string[] => {
  if (of === 0) return [`no ${what}s in this period`];
  return [`${countText(met)} of ${counted(n, what)}${of === n ? '' : `, ${countText(of - n)} not counted yet`}`];
};

export const shareFigure = (share: Share, what: string): SideFigure => ({ value: shareText(share.rate), lines: shareLines(share, what) });

/** Which alerts were worth waking somebody for. */
export function alertFigure({ total, since }: AlertQuality): SideFigure {
  if (since === null) return { value: '–', lines: ['no alert has been counted yet'] };
  const decided = total.accepted + total.dismissedFalse + total.dismissedOther;
  return {
    value: countText(total.fired),
    lines: [
      `${countText(total.accepted)} accepted, ${countText(total.dismissedFalse)} dismissed as false (${shareText(decided === 0 ? null : total.dismissedFalse / decided)}), ${countText(total.dismissedOther)} otherwise`,
      `${countText(total.atNight)} at night`,
    ],
  };
}

export const detectedFigure = ({ byUs, customer, notKnown }: DetectedBy): SideFigure => ({
  value: shareText(byUs.rate),
  lines: [byUs.of === 0 ? 'no incidents in this period' : `${countText(byUs.met)} seen by us, ${countText(customer)} reported by customers`, ...(notKnown === 0 ? [] : [`${countText(notKnown)} imported ones do not tell`])],
});

const daysAgo = (days: number): string => (days === 0 ? 'today' : days === 1 ? 'yesterday' : `${countText(days)} days ago`);

/** The last drill against its objective. */
export function drillFigure({ objectiveSeconds, last, lastAgeDays, unprovenDays }: DrillStanding): SideFigure {
  if (last === null) return { value: '–', lines: [`no drill yet: failing over within ${spanText(objectiveSeconds)} is unproven`] };
  const result = last.running ? 'running' : last.passed === null ? 'no time to mitigate recorded' : last.passed ? `passed: at most ${spanText(objectiveSeconds)}` : `failed: more than ${spanText(objectiveSeconds)}`;
  const unproven = unprovenDays === null ? 'none has ever passed' : last.passed === true ? null : `last proven ${daysAgo(unprovenDays)}`;
  return { value: spanText(last.seconds), lines: [result, [lastAgeDays === null ? null : daysAgo(lastAgeDays), unproven].filter((part) => part !== null).join(', ')] };
}

export const budgetText = ({ budget: { totalSeconds, leftSeconds } }: SloSpan): string => (leftSeconds === null ? '–' : `${leftSeconds < 0 ? `${spanText(-leftSeconds)} over` : `${spanText(leftSeconds)} left`} of ${spanText(totalSeconds)}`);

/** "99.95 %": of an availability no digit may be lost that decides whether it is met. */
export function availabilityText(availability: number | null, target: number): string {
  if (availability === null) return '–';
  const percent = availability * 100;
  const digits = Math.max(2, (String(Number((target * 100).toPrecision(12))).split('.')[1] ?? '').length + 1);
  // Never rounded over the target, nor up to 100.
  const shown = (Math.floor(percent * 10 ** digits + 1e-6) / 10 ** digits).toFixed(digits);
  return `${availability === 1 ? '100' : shown} %`;
}

/** "98.4 %, still running": how much of the span the figures speak of. */
export const knownText = ({ coverage, notFull }: SloSpan): string => `${shareText(coverage)}${notFull === null ? '' : notFull === 'running' ? ', still running' : ', not full yet'}`;

export function sloNote({ coverage, blindSeconds, maintenanceSeconds, notFull, weighed }: SloSpan): string {
  return [
    `${shareText(coverage)} of the time known`,
    blindSeconds === 0 ? null : `blind for ${spanText(blindSeconds)}`,
    maintenanceSeconds === 0 ? null : `maintenance ${spanText(maintenanceSeconds)}`,
    notFull === 'running' ? 'still running' : notFull === 'young' ? 'not full yet' : null,
    weighed === 'time' ? 'by time' : weighed === 'traffic' ? 'by traffic' : 'by traffic and time',
  ].filter((part) => part !== null).join(', ');
}

export const sloState = ({ period: { met } }: SloStanding): 'ok' | 'P2' | 'none' => (met === null ? 'none' : met ? 'ok' : 'P2');
export const sloWord = ({ period: { met, availability } }: SloStanding): string => (met === null ? (availability === null ? 'not known' : 'too little known') : met ? 'met' : 'missed');

export const SIDE_TITLE: Readonly<Record<Side, string>> = {
  slo: 'Availability and error budget',
  updates: 'Updates and promises',
  alerts: 'Alert quality',
  detectedBy: 'Detected by us',
  drills: 'Drills',
  actions: 'Corrective actions',
  looks: 'Due for a look',
};

/** What each is made of, for whoever asks. */
export const SIDE_FORMULA: Readonly<Record<Side, readonly string[]>> = {
  slo: ['Availability = good requests ÷ all requests where the traffic is known, else good time ÷ known time.', 'Error budget = (1 − target) × the whole span; used = (1 − availability) × known time.', 'Blind time is neither up nor down and uses no budget. Maintenance is left out.', 'Met = availability is at least the target. Where less than half of the time that has passed is known, an objective is neither met nor missed, unless its budget is used up already.'],
  updates: ['On time % = updates sent by when they were due ÷ updates that were due.', 'Promises kept % = “next update at” times by which a message came ÷ those that have passed.', 'What is not due yet is left out. Private incidents and drills are left out where they are left out of the scorecard.'],
  alerts: ['Fired = alerts that began to fire in the period.', 'False % = dismissed as false ÷ (accepted + dismissed). Those nobody has decided on, or whose rule asks for no incident, do not enter.', 'At night = began within the quiet hours of the configuration, or 22:00 to 06:00 without any.'],
  detectedBy: ['Detected by us % = incidents found by a rule, an alert or a person of ours ÷ those of which it is known.', 'Incidents that came from an import do not tell who saw them first, and are left out.'],
  drills: ['A drill passes when it was mitigated within the objective from its start.', 'A drill without that time, or with it in an impossible order, is neither passed nor failed.'],
  actions: ['Overdue = open corrective actions whose due date has passed, now, whatever the period.'],
  looks: ['Rules whose “review by” day has passed, now, whatever the period.'],
};
