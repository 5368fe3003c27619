import type { Shot } from './look.ts';

type Named = Partial<Shot> & { readonly path: string };
const at = (name: string, sizes: readonly Shot['size'][], shot: Named): readonly Shot[] => sizes.map((size) => ({ name, scene: 'scorecard', size, waitMs: 2_500, ...shot }));
const CARD = '/scorecard?';

/** The scorecard in every state, and what its numbers open. */
export const SCORECARD_SHOTS: readonly Shot[] = [
  ...at('card', ['hd', 'full', 'uhd'], { path: CARD }),
  ...at('card', ['hd', 'full'], { path: CARD, light: true }),
  ...(['scorecardEmpty', 'scorecardDemo', 'scorecardOne', 'scorecardMany', 'scorecardNames', 'scorecardFailed', 'scorecardLoading', 'scorecardStopped'] as const).flatMap((scene) => at('card', ['hd'], { scene, path: CARD, waitMs: scene === 'scorecardFailed' || scene === 'scorecardStopped' ? 6_500 : 2_500 })),
  ...at('card-end', ['hd', 'full'], { path: CARD, scrollTo: 'Month by month' }),
  ...at('card-middle', ['hd', 'full'], { path: CARD, scrollTo: 'Incidents and minutes of impact' }),
  ...at('card-middle', ['hd'], { scene: 'scorecardNames', path: CARD, scrollTo: 'Incidents and minutes of impact' }),
  ...at('card-middle', ['full'], { path: CARD, light: true, scrollTo: 'Incidents and minutes of impact' }),
  ...at('card-end', ['full'], { path: CARD, light: true, scrollTo: 'Month by month' }),
  ...at('card-refused', ['hd'], { path: '/scorecard?severity=P9&period=forever&service=s0' }),
  ...at('card-custom', ['hd'], { path: '/scorecard?from=2026-01-01&to=2026-06-30&severity=P1&drills=in' }),
  ...at('card-counting', ['hd'], { path: CARD, click: ['Count otherwise…'] }),
  ...(['mttr', 'recurrence', 'incidents', 'impact', 'slo', 'updates', 'alerts', 'detectedBy', 'drills', 'actions', 'looks'] as const).flatMap((show) => at(`card-open-${show}`, ['hd'], { path: `/scorecard?show=${show}` })),
  ...at('card-open-blind', ['hd', 'full'], { path: '/scorecard?show=blind' }),
  ...at('card-open-mttd', ['full'], { path: '/scorecard?show=mttd', light: true }),
  ...at('card-open-mttr', ['full'], { path: '/scorecard?show=mttr', light: true }),
  ...at('card-print', ['full'], { path: CARD, print: true }),
  ...at('card-print', ['full'], { scene: 'scorecardNames', path: CARD, print: true }),
  ...at('card-print', ['full'], { scene: 'scorecardMany', path: CARD, print: true }),
];
