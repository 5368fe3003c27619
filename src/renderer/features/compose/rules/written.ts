import type { Audience } from '../../../../shared/model/policy-config.ts';
import type { UpdateDraft } from '../../../../shared/model/status-update.ts';
import type { UpdateText } from '../../../../shared/model/update.ts';

/** `template`: it follows the facts. */
export type TextFrom = 'template' | 'kept' | 'typed';

/** Where the words for an audience stand in the form: those for one must never come up as words for another. */
export const textField = (part: 'title' | 'body' | 'from' | 'own' | 'links', audience: Audience): string => `${part}.${audience}`;

/** What a person wrote for this audience, now or before; no text where the template makes it. */
export function writtenOf(typed: (field: string) => string, audience: Audience, before: Pick<UpdateDraft, 'audience' | 'text'> | null): { readonly from: TextFrom; readonly text?: UpdateText } {
  const from = typed(textField('from', audience));
  if (from === 'typed') return { from, text: { title: typed(textField('title', audience)), body: typed(textField('body', audience)) } };
  return from === 'template' || before === null || before.audience !== audience ? { from: 'template' } : { from: 'kept', text: before.text };
}
