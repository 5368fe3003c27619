import type { Shot } from './look.ts';

type Named = Partial<Shot> & { readonly path: string };
const at = (name: string, sizes: readonly Shot['size'][], shot: Named): readonly Shot[] => sizes.map((size) => ({ name, scene: 'records', size, waitMs: 1_800, ...shot }));
/** The states in which there is nothing to show, each at one size. */
const bare = (name: string, path: string): readonly Shot[] => (['recordsEmpty', 'recordsViewer', 'recordsFailed', 'recordsLoading', 'recordsReadOnly'] as const).map((scene): Shot => ({ name, scene, size: 'hd', path, waitMs: scene === 'recordsFailed' ? 6_000 : 1_800 }));

/** Screens of rules, shift, maintenance, import and audit. */
export const RECORD_SHOTS: readonly Shot[] = [
  ...at('search', ['hd', 'full', 'uhd'], { path: '/search?q=expired%20certificate&' }),
  ...at('search', ['hd', 'full'], { path: '/search?q=expired%20certificate&', light: true }),
  ...at('data', ['hd', 'full'], { path: '/settings/data?' }),
  ...at('data', ['hd'], { path: '/settings/data?', light: true, choose: [['Keep: What people wrote', '365d'], ['Keep: Frozen series', '365d']], click: ['Save…'] }),
  ...at('data-changed', ['hd', 'full'], { path: '/settings/data?', choose: [['Keep: What people wrote', '365d'], ['Keep: Frozen series', '365d']], waitMs: 2_500 }),
  ...at('search-start', ['hd'], { path: '/search?' }),
  ...at('search-filtered', ['hd'], { path: '/search?q=certificate&in=fix&service=s0&severity=P0&from=2026-01-01&author=jon&sort=newest&' }),
  ...bare('search', '/search?q=certificate&'),
  ...at('rules', ['hd', 'full', 'uhd'], { path: '/rules?' }),
  ...at('rules', ['full'], { path: '/rules?', light: true }),
  ...bare('rules', '/rules?'),
  ...at('rules-filtered', ['hd'], { path: '/rules?q=nothing%20at%20all&state=firing' }),
  ...at('rule-threshold', ['hd', 'full', 'uhd'], { path: '/rules/checkout-slow?', waitMs: 4_000 }),
  ...at('rule-threshold', ['full'], { path: '/rules/checkout-slow?', light: true }),
  ...at('rule-baseline', ['full'], { path: '/rules/search-odd?' }),
  ...at('rule-absence', ['hd'], { path: '/rules/login-unmeasured?' }),
  ...at('rule-burn', ['full'], { path: '/rules/checkout-budget?' }),
  ...at('rule-new', ['hd', 'full'], { path: '/rules/new?signal=s0-p95' }),
  ...at('rule-file', ['hd'], { path: '/rules/rules%2Fapi.yml%3Aapi%3ATooManySeries?' }),
  ...at('rule-unknown', ['hd'], { path: '/rules/gone?' }),
  ...bare('rule', '/rules/checkout-slow?'),
  ...at('rule-new', ['hd'], { scene: 'recordsPin', path: '/rules/new?signal=s0-up', click: ['No value', 'Save to holdfast.yaml'] }),
  ...at('rule-delete', ['hd'], { path: '/rules/checkout-slow?', click: ['Delete…'] }),
  ...at('audit', ['hd'], { scene: 'recordsPin', path: '/audit?' }),
  ...at('shift', ['hd', 'full', 'uhd'], { path: '/shift?' }),
  ...at('shift', ['full'], { path: '/shift?', light: true }),
  ...at('shift-print', ['hd'], { path: '/shift?', print: true }),
  ...bare('shift', '/shift?'),
  ...at('maintenance', ['hd', 'full', 'uhd'], { path: '/maintenance?', click: ['show what would have fired'] }),
  ...at('maintenance', ['full'], { path: '/maintenance?', light: true }),
  ...at('maintenance-new', ['hd'], { path: '/maintenance?', keys: ['n'] }),
  ...at('maintenance-edit', ['hd'], { path: '/maintenance?', click: ['Edit…'] }),
  ...at('maintenance-end', ['hd'], { path: '/maintenance?', click: ['End now…'] }),
  ...bare('maintenance', '/maintenance?'),
  ...at('import', ['hd', 'full'], { path: '/import?' }),
  ...at('import-review', ['hd', 'full', 'uhd'], { path: '/import?', paste: true }),
  ...at('import-review', ['full'], { path: '/import?', paste: true, light: true }),
  ...at('import-done', ['hd'], { path: '/import?', paste: true, click: [/^Import [\d,]+ incidents$/] }),
  ...bare('import', '/import?'),
  ...at('audit', ['hd', 'full', 'uhd'], { path: '/audit?', click: ['Verify the chain'] }),
  ...at('audit', ['full'], { path: '/audit?', light: true }),
  ...at('audit-open', ['hd'], { path: '/audit?', click: [/^Rule file/] }),
  ...at('audit-broken', ['hd'], { scene: 'recordsReadOnly', path: '/audit?', click: ['Verify the chain'] }),
  ...bare('audit', '/audit?'),
];
