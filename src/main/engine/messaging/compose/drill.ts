import type { UpdateText } from '../../../../shared/model/update.ts';

const marked = (text: string): string => (text.trim() === '' || /^\s*DRILL(?![\p{L}\p{N}])/u.test(text) ? text : `DRILL: ${text.trimStart()}`);

/** A text of a drill begins so wherever a reader begins: some channels show a title, some none. */
export const asDrill = ({ title, body }: UpdateText): UpdateText => ({ title: marked(title), body: marked(body) });
