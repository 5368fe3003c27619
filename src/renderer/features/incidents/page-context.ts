import { createContext, useContext } from 'react';
import type { ItemId } from '../../../shared/model/ids.ts';
import type { Audience, Role } from '../../../shared/model/policy-config.ts';
import { assertPresent } from '../../../shared/model/result.ts';
import type { ActionItem, DecisionChoice, ImpactField, IncidentClock, IncidentDetail, InstantName } from '../../../shared/model/incident.ts';
import type { TimelineEvent } from '../../../shared/model/timeline.ts';
import type { May } from './rules/may.ts';
import type { StepName } from './rules/next-step.ts';
import type { Action } from './use-act.ts';

/** Something that wants a form before it can be done. */
export type Ask =
  | { readonly form: 'step'; readonly step: StepName; /** Found in the data; offered as the time of the step. */ readonly foundAt?: string | null }
  | { readonly form: 'dismiss' | 'reopen' | 'merge' | 'severity' | 'head' | 'privacy' | 'hold' | 'link' }
  | { readonly form: 'keys' }
  | { readonly form: 'action'; readonly item?: ActionItem }
  | { readonly form: 'update'; readonly audience?: Audience }
  | { readonly form: 'decide'; readonly choice?: DecisionChoice }
  | { readonly form: 'instant'; readonly instant: InstantName }
  | { readonly form: 'impact'; readonly field: ImpactField }
  | { readonly form: 'role'; readonly role: Role; readonly how: 'assign' | 'offer' }
  | { readonly form: 'obligation'; readonly clock: IncidentClock }
  | { readonly form: 'silence'; /** One that was not made, to be tried again. */ readonly again?: ItemId }
  | { readonly form: 'expireSilence'; readonly item: ItemId }
  | { readonly form: 'redact'; readonly event: TimelineEvent; readonly field: string };

export interface IncidentPageContext {
  readonly detail: IncidentDetail;
  readonly may: May;
  /** Opens the form of something that needs one. */
  readonly ask: (what: Ask) => void;
  /** Does something that needs none; the page says what went wrong. */
  readonly act: (action: Action) => void;
  readonly busy: boolean;
  /** Whether single letters act. */
  readonly letters: boolean;
}

export const PageContext = createContext<IncidentPageContext | null>(null);
export const useIncidentPage = (): IncidentPageContext => assertPresent(useContext(PageContext), 'parts of an incident’s page need the page above them');
