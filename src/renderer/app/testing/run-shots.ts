import type { Shot } from './look.ts';

type Named = Partial<Shot> & { readonly path: string };
const at = (name: string, sizes: readonly Shot['size'][], shot: Named): readonly Shot[] => sizes.map((size) => ({ name, scene: 'runs', size, waitMs: 1_800, ...shot }));
const both = (name: string, size: Shot['size'], shot: Named): readonly Shot[] => [...at(name, [size], shot), ...at(name, [size], { ...shot, light: true })];
/** The states in which there is nothing to show, each at one size. */
const bare = (name: string, path: string): readonly Shot[] => (['runsEmpty', 'runsViewer', 'runsFailed', 'runsLoading', 'runsStopped'] as const).map((scene): Shot => ({ name, scene, size: 'hd', path, waitMs: scene === 'runsFailed' || scene === 'runsStopped' ? 6_500 : 1_800 }));
const run = (number: number): string => `/continuity/runs/RUN-00${number}?`;

/** Screens of runs: the history, one run in each state, the drill report, the card. */
export const RUN_SHOTS: readonly Shot[] = [
  ...at('runs-list', ['hd', 'uhd'], { path: '/continuity/runs?' }),
  ...both('runs-list', 'full', { path: '/continuity/runs?' }),
  ...at('runs-list-filtered', ['hd'], { path: '/continuity/runs?plan=payments-west&mode=dry-run&' }),
  ...bare('runs-list', '/continuity/runs?'),
  ...at('run-dns', ['hd', 'uhd'], { path: run(41) }),
  ...both('run-dns', 'full', { path: run(41) }),
  ...bare('run-dns', run(41)),
  ...at('run-late', ['full'], { path: run(56) }),
  ...at('run-approve', ['hd'], { path: run(42) }),
  ...at('run-approve-form', ['hd'], { path: run(42), keys: ['a'] }),
  ...both('run-unknown', 'hd', { path: run(43) }),
  ...at('run-unknown-form', ['hd'], { path: run(43), keys: ['y'] }),
  ...at('run-unproven', ['hd'], { path: run(57) }),
  ...both('run-elsewhere', 'hd', { path: run(58) }),
  ...at('run-elsewhere-form', ['hd'], { path: run(58), keys: ['n'] }),
  ...at('run-elsewhere-back', ['full'], { path: run(59) }),
  ...at('run-ramp', ['hd', 'uhd'], { path: run(44), waitMs: 3_000 }),
  ...both('run-ramp', 'full', { path: run(44), waitMs: 3_000 }),
  ...at('run-ramp-stale', ['full'], { path: run(45), waitMs: 3_000 }),
  ...at('run-ramp-hand', ['full'], { path: run(46), waitMs: 3_000 }),
  ...at('run-ramp', ['hd'], { scene: 'runsStopped', path: run(44), waitMs: 6_500 }),
  ...at('run-long', ['hd', 'full'], { path: run(47) }),
  ...both('run-report', 'full', { path: run(48) }),
  ...at('run-report', ['hd'], { path: run(48) }),
  ...at('run-report-print', ['hd'], { path: run(48), print: true }),
  ...at('run-report-many', ['full'], { path: run(51) }),
  ...at('run-report-many-print', ['hd'], { path: run(51), print: true }),
  ...at('run-dry', ['hd'], { path: run(49) }),
  ...at('run-back', ['full'], { path: run(50) }),
  ...at('run-rollback-form', ['hd'], { path: run(44), keys: ['b'] }),
  ...at('run-abort-form', ['hd'], { path: run(44), keys: ['x'] }),
  ...at('run-takeover-form', ['hd'], { path: run(55), keys: ['o'] }),
  ...at('run-journal', ['full'], { path: run(41), keys: ['j'], scrollTo: 'Journal' }),
  ...at('run-keys', ['hd'], { path: run(41), keys: ['?'] }),
  ...at('run-gone', ['hd'], { path: run(99) }),
  ...at('plan-card', ['hd', 'uhd'], { path: '/continuity/card?' }),
  ...both('plan-card', 'full', { path: '/continuity/card?' }),
  ...at('plan-card-print', ['hd'], { path: '/continuity/card?', print: true }),
  ...bare('plan-card', '/continuity/card?'),
];
