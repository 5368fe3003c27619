import type { ImpactEstimate, ImpactField, IncidentKind, IncidentOrigin, InstantName, InstantValue, DecisionChoice } from '../model/incident.ts';
import { plain } from './plain.ts';

export const KIND_WORD: Readonly<Record<IncidentKind, string>> = { bug: 'Bug', performance: 'Performance', security: 'Security', integration: 'Integration', infrastructure: 'Infrastructure' };

export const INSTANT_WORD: Readonly<Record<InstantName, string>> = {
  impactStartedAt: 'Impact began',
  detectedAt: 'Detected',
  declaredAt: 'Declared',
  acknowledgedAt: 'Acknowledged',
  investigatingAt: 'Investigating',
  mitigatedAt: 'Mitigated',
  resolvedAt: 'Resolved',
  impactEndedAt: 'Impact ended',
  reviewedAt: 'Reviewed',
};

const SOURCE_WORD: Readonly<Record<InstantValue['source'], string>> = { data: 'found in the data', person: 'told by', import: 'imported by', clock: 'when it was done, by' };
/** Where an instant comes from: "found in the data", "told by Mira". */
export const instantSource = ({ source, by }: Pick<InstantValue, 'source' | 'by'>): string => (source === 'data' ? SOURCE_WORD.data : `${SOURCE_WORD[source]} ${plain(by.name, 60)}`);

export const ORIGIN_WORD: Readonly<Record<IncidentOrigin, string>> = { rule: 'found by a rule', alert: 'from a received alert', person: 'declared by hand', customer: 'reported by customers', import: 'imported' };

export const DECISION_WORD: Readonly<Record<DecisionChoice, string>> = { execute: 'execute the plan', hold: 'hold', notApplicable: 'does not apply' };

export interface ImpactShape {
  readonly word: string;
  readonly kind: 'count' | 'money' | 'words';
  /** What belongs into it. */
  readonly hint: string;
}

export const IMPACT: Readonly<Record<ImpactField, ImpactShape>> = {
  customers: { word: 'Customers affected', kind: 'count', hint: 'How many customers notice it' },
  cannotDo: { word: 'They cannot', kind: 'words', hint: 'Such as “pay by card”' },
  regions: { word: 'Regions', kind: 'words', hint: 'Such as “EU only”' },
  failedTransactions: { word: 'Failed transactions', kind: 'count', hint: 'Lost for good' },
  delayedTransactions: { word: 'Delayed transactions', kind: 'count', hint: 'Will go through later' },
  money: { word: 'Money', kind: 'money', hint: 'Revenue at risk, with its currency' },
  slaCredit: { word: 'SLA credit', kind: 'money', hint: 'What is owed to customers, with its currency' },
};

const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
/** "12 400": thin spaces read alike in every country. */
export const groupedNumber = (value: number): string => NUMBER.format(value).replaceAll(',', '\u202F');

/** An estimate as it is said; null where nothing is known yet. */
export function impactText({ number, text }: Pick<ImpactEstimate, 'number' | 'text'>): string | null {
  const parts = [number === null ? null : groupedNumber(number), text === null || text === '' ? null : plain(text, 500)].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' ');
}
