import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** What stands in the fields of one form, by field; choices as their values. */
export type DraftFields = Readonly<Record<string, string>>;

export interface DraftsState {
  /** Whoever typed them; nobody else is shown them. Null while nothing is kept. */
  readonly owner: string | null;
  /** By what they belong to: "INC-2026-0042/note". */
  readonly forms: Readonly<Record<string, DraftFields>>;
}

/** What was typed and not sent yet, so that leaving a page in the middle of a sentence loses nothing. */
export interface Drafts {
  readonly store: StoreApi<DraftsState>;
  /** Who uses this screen now; what somebody else typed goes. Null where nobody may any more. */
  belongTo(owner: string | null): void;
  write(owner: string, about: string, fields: DraftFields): void;
  /** It was taken, or thrown away. */
  drop(owner: string, about: string): void;
}

const KEY = 'holdfast.drafts';
const NOTHING: DraftsState = { owner: null, forms: {} };
const Kept = z.object({ owner: z.string().nullable(), forms: z.record(z.string(), z.record(z.string(), z.string())) });

export type DraftMemory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * The session of this tab, on purpose. A reload in the middle of an incident is likely, so the memory of the page is not enough, least of
 * all for a security event. But what is typed may be about a private incident, so it must not lie in localStorage, where it would outlive
 * the tab and where every other tab of this browser would find it. (A browser may write sessions to its own disk to restore them; it ends
 * with the tab, and what is kept here with whoever uses it.)
 */
const ofThisTab = (): DraftMemory => sessionStorage;

export function createDrafts(memory: () => DraftMemory = ofThisTab): Drafts {
  /** A browser may refuse its storage (private mode, policy, full): then it holds until the page is reloaded. */
  const attempt = <T>(touch: (memory: DraftMemory) => T): T | null => {
    try {
      return touch(memory());
    } catch {
      return null;
    }
  };
  const store = createStore<DraftsState>(() => {
    const read = attempt((kept) => Kept.safeParse(JSON.parse(kept.getItem(KEY) ?? 'null')));
    return read?.success === true ? read.data : NOTHING;
  });
  const keep = (state: DraftsState): void => {
    store.setState(state, true);
    attempt((kept) => (Object.keys(state.forms).length === 0 ? kept.removeItem(KEY) : kept.setItem(KEY, JSON.stringify(state))));
  };
  const formsOf = (owner: string): DraftsState['forms'] => (store.getState().owner === owner ? store.getState().forms : {});
  return {
    store,
    belongTo: (owner) => {
      const before = store.getState().owner;
      if (before !== null && before !== owner) keep(NOTHING);
    },
    write: (owner, about, fields) => {
      const forms = formsOf(owner);
      keep({ owner, forms: { ...forms, [about]: { ...forms[about], ...fields } } });
    },
    drop: (owner, about) => {
      const { [about]: gone, ...forms } = formsOf(owner);
      if (gone !== undefined) keep({ owner, forms });
    },
  };
}

/** What stays of a text once words were taken that were on their way while it was typed on: those after them, or all where it is another text. */
export function unsent(text: string, sent: string): string {
  const [bare, words] = [text.trim(), sent.trim()];
  const rest = bare.slice(words.length);
  return bare.startsWith(words) && (rest === '' || /^\s/.test(rest)) ? rest.trimStart() : text;
}

let shared: Drafts | null = null;
/** The drafts of this page, read when they are first wanted. */
export const pageDrafts = (): Drafts => (shared ??= createDrafts());
