/*
 * zod compiles its checks with `eval`, which the page's content policy forbids; merely trying it is reported as a violation.
 * zod reads this when its first schema is made. A script of its own, before all others: bundlers reorder modules.
 */
globalThis.__zod_globalConfig = { jitless: true };
