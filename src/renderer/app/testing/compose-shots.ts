import type { Shot } from './look.ts';

const at = (name: string, shot: Partial<Shot> & Pick<Shot, 'path'>): Shot => ({ name, scene: 'incidents', size: 'hd', waitMs: 1_500, ...shot });
const everyWay = (name: string, shot: Partial<Shot> & Pick<Shot, 'path'>): readonly Shot[] => (['hd', 'full'] as const).flatMap((size) => [false, true].map((light) => at(name, { size, light, ...shot })));

/** The screen of status updates. */
export const COMPOSE_SHOTS: readonly Shot[] = [
  ...everyWay('compose-all', { path: '/compose?' }),
  ...everyWay('compose-ledger', { path: '/compose?', scrollTo: 'What was written and sent' }),
  ...(['ok', 'incidentsMany', 'incidentsViewer', 'incidentsFailed', 'incidentsLoading'] as const).map((scene) => at('compose-all', { scene, path: '/compose?', waitMs: scene === 'incidentsFailed' ? 6_000 : 1_500 })),
  ...everyWay('compose-one', { path: '/compose/INC-2026-0042?', waitMs: 2_000 }),
  ...(['incidentsMany', 'incidentsViewer', 'incidentsFailed', 'incidentsLoading'] as const).map((scene) => at('compose-one', { scene, path: '/compose/INC-2026-0042?', waitMs: scene === 'incidentsFailed' ? 6_000 : 1_500 })),
  ...everyWay('compose-draft', { path: '/compose/INC-2026-0042?draft=UPD-0007&', waitMs: 2_500 }),
  ...everyWay('compose-public', { path: '/compose/INC-2026-0042?', choose: [['Audience', 'public']], click: [/^Back|^Copy the text/], waitMs: 2_500 }),
  at('compose-postmortem', { path: '/compose/INC-2026-0042?', choose: [['Audience', 'public'], ['Kind', 'postmortem']], click: [/^Back|^Copy the text/], waitMs: 2_500, size: 'full' }),
  ...everyWay('compose-correct', { path: '/compose/INC-2026-0042?corrects=UPD-0005&', waitMs: 2_500 }),
  ...everyWay('compose-own', { path: '/compose/INC-2026-0042?corrects=UPD-0005&', click: [/^Own text for/, 'Add a link'], waitMs: 2_500 }),
  ...everyWay('remote-public', { path: '/compose/INC-2026-0042?', choose: [['Audience', 'public']], waitMs: 2_500 }),
  at('remote-4k', { path: '/compose/INC-2026-0042?', choose: [['Audience', 'public']], waitMs: 2_500, size: 'uhd' }),
  at('remote-combine', { path: '/compose/INC-2026-0042?', choose: [['Audience', 'public']], click: [/^Merge the incidents/], waitMs: 2_500 }),
  ...everyWay('remote-adopt', { path: '/compose/INC-2026-0042?', choose: [['Audience', 'public']], click: [/^It is there already/], waitMs: 2_500 }),
  ...everyWay('remote-ledger', { path: '/compose/INC-2026-0038?show=sent&' }),
  at('compose-sent', { path: '/compose/INC-2026-0042?show=sent&' }),
  at('compose-unknown', { path: '/compose/nothing?' }),
  at('compose-words', { path: '/compose/INC-2026-0038?', waitMs: 2_000 }),
];
