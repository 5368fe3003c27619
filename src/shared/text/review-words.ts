import type { CauseCategory, CauseConfidence, CorrectiveKind, Proof, ReportSection } from '../model/review.ts';
import { formatDuration } from '../time/format.ts';
import { plain } from './plain.ts';

export const CAUSE_CATEGORY_WORD: Readonly<Record<CauseCategory, string>> = {
  change: 'Change or deployment',
  code: 'Software defect',
  capacity: 'Capacity or load',
  dependency: 'Dependency or provider',
  network: 'Network or DNS',
  infrastructure: 'Infrastructure',
  data: 'Data',
  security: 'Security',
  process: 'Process',
  unknown: 'Unknown',
};

export const CONFIDENCE_WORD: Readonly<Record<CauseConfidence, string>> = { confirmed: 'confirmed', suspected: 'suspected', unknown: 'not found' };

export const CORRECTIVE_KIND_WORD: Readonly<Record<CorrectiveKind, string>> = {
  automatedTest: 'Automated test',
  monitoring: 'Monitoring',
  documentation: 'Documentation or runbook',
  architecture: 'Architecture',
  process: 'Process',
};

export const REPORT_SECTION_WORD: Readonly<Record<ReportSection, string>> = {
  summary: 'Summary',
  impact: 'Impact',
  timeline: 'Timeline',
  charts: 'Charts',
  whys: '5 Whys',
  actions: 'Corrective actions',
  wentWell: 'What went well',
  wentBadly: 'What went badly',
  lucky: 'Where we were lucky',
  lessons: 'Lessons',
};

/** What has to be seen, in a line: "rule checkout-slow is in use and evaluated". */
export function proofText(proof: Proof | null): string {
  if (proof === null) return 'no proof planned';
  switch (proof.kind) {
    case 'rule':
      return `rule ${plain(proof.rule, 120)} is in use and evaluated`;
    case 'probe':
      return `probe ${plain(proof.signal, 120)} passes ${proof.checks === 1 ? 'once' : `${proof.checks} times in a row`}`;
    case 'drill':
      return `a drill${proof.service === null ? '' : ` of ${plain(proof.service, 120)}`} is mitigated within ${formatDuration(proof.withinSeconds * 1_000)}`;
    case 'postman':
      return proof.signal === undefined ? 'a Postman collection passes' : `the Postman collection of ${plain(proof.signal, 120)} passes ${proof.checks === undefined || proof.checks === 1 ? 'once' : `${proof.checks} times in a row`}`;
    case 'link':
    default:
      return 'a link that a second person confirms';
  }
}
