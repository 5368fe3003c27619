import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Proposal } from '../../../../shared/model/connect.ts';
import type { SourceConfig } from '../../../../shared/model/sources/index.ts';
import { firstChoices, type Choice } from './choices.ts';
import { EMPTY_DRAFT, type SetupDraft } from './draft.ts';
import { EMPTY_OWN, type OwnDraft } from './own.ts';

export interface ConnectState {
  readonly draft: SetupDraft;
  /** Rises with every change of the draft: an answer that was asked for an earlier one is out of date. */
  readonly revision: number;
  /** Null before they were asked for. */
  readonly proposals: readonly Proposal[] | null;
  /** The form as it was when it last worked: previews are asked with it. Null before that. */
  readonly working: SourceConfig | null;
  readonly choices: Readonly<Record<string, Choice>>;
  /** Signals of queries that a person wrote. */
  readonly own: readonly Proposal[];
  readonly ownDraft: OwnDraft;
}

const START: ConnectState = { draft: EMPTY_DRAFT, revision: 0, proposals: null, working: null, choices: {}, own: [], ownDraft: EMPTY_OWN };

/** Lives as long as the page, so that looking something up on another screen loses nothing; what is in it leaves it only by a call. */
const store = createStore<ConnectState>(() => START);

export const useConnect = (): ConnectState => useStore(store);

export const changeDraft = (change: Partial<SetupDraft>): void => store.setState(({ draft, revision }) => ({ draft: { ...draft, ...change }, revision: revision + 1 }));
/** Another type of source is another source: what was found at the first one is not its own. */
export const changeType = (type: SetupDraft['type']): void => store.setState(({ draft, revision }) => ({ ...START, draft: { ...draft, type }, revision: revision + 1 }));
export const changeChoice = (key: string, change: Partial<Choice>): void =>
  store.setState(({ choices }) => {
    const before = choices[key];
    return before === undefined ? {} : { choices: { ...choices, [key]: { ...before, ...change } } };
  });
export const selectAll = (keys: readonly string[], selected: boolean): void =>
  store.setState(({ choices }) => ({ choices: { ...choices, ...Object.fromEntries(keys.flatMap((key) => (choices[key] ? [[key, { ...choices[key], selected }]] : []))) } }));
export const takeProposals = (proposals: readonly Proposal[], working: SourceConfig): void => store.setState(({ choices }) => ({ proposals, working, choices: firstChoices(proposals, choices) }));
export const takeWorking = (working: SourceConfig): void => store.setState({ working });
export const changeOwn = (change: Partial<OwnDraft>): void => store.setState(({ ownDraft }) => ({ ownDraft: { ...ownDraft, ...change } }));
export const addOwn = (proposal: Proposal): void => store.setState(({ own }) => ({ own: [...own, proposal], ownDraft: EMPTY_OWN }));
export const removeOwn = (key: string): void => store.setState(({ own }) => ({ own: own.filter((proposal) => proposal.key !== key) }));
/** After saving: nothing of it stays, secrets least of all. */
export const forgetConnect = (): void => store.setState(({ revision }) => ({ ...START, revision: revision + 1 }));
