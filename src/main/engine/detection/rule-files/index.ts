export { parseRuleFile, type ParsedRuleFile } from './parse.ts';
export { formatIssue, type RuleFile, type RuleFileIssue } from './rule-file.ts';
export { createRuleFileEvaluator, type RuleFileAlert, type RuleFileEvaluator, type RuleFileEvaluatorDeps, type RuleHealth } from './service.ts';
export type { Onset } from './onset.ts';
export type { SavedRule, SavedRuleFile } from './saved.ts';
