export { parseRuleFile } from './parse.ts';
export { formatIssue, type AlertingRule, type RuleFile, type RuleFileIssue } from './rule-file.ts';
export { createRuleFileEvaluator, type RuleFileAlert, type RuleFileEvaluator, type RuleHealth } from './service.ts';
