import type { PlanPreview } from '../../../../shared/model/continuity/plan.ts';

export interface Difference {
  /** What it is about: the name of a step, "Version of now". */
  readonly what: string;
  readonly was: string;
  readonly now: string;
}

const NONE = '–';
const actionsText = (actions: readonly { readonly to: string; readonly lines: readonly string[] }[] | null): string => (actions === null ? NONE : actions.map(({ to, lines }) => [to, ...lines].join('\n')).join('\n'));

interface Line {
  readonly key: string;
  readonly what: string;
  readonly text: string;
}

/** All that a person confirms on the sheet, as lines that can be compared. What merely ages is not among it. */
function linesOf(preview: PlanPreview): readonly Line[] {
  const ofSteps = preview.steps.flatMap(({ id, plan, name, live, after, actions, undo, notes }): Line[] => {
    const of = `${plan ?? ''}/${id}`;
    return [
      { key: `${of} live`, what: `${name}: there now`, text: live?.says ?? NONE },
      { key: `${of} after`, what: `${name}: afterwards`, text: after ?? NONE },
      { key: `${of} does`, what: `${name}: what it does`, text: actionsText(actions) },
      { key: `${of} undo`, what: `${name}: how it is taken back`, text: actionsText(undo) },
      { key: `${of} notes`, what: name, text: notes.join('\n') || NONE },
    ];
  });
  return [
    ...ofSteps,
    { key: 'version', what: 'Version of now', text: preview.versions?.now ?? NONE },
    { key: 'dangers', what: 'Dangers', text: preview.dangers.join('\n') || NONE },
    { key: 'touches', what: 'What it touches', text: preview.blastRadius.join('\n') || NONE },
  ];
}

/** What is there now beside what was looked at before, in the order of the sheet. */
export function differencesOf(seen: PlanPreview, live: PlanPreview): readonly Difference[] {
  const was = new Map(linesOf(seen).map((line) => [line.key, line]));
  const now = new Map(linesOf(live).map((line) => [line.key, line]));
  const keys = [...now.keys(), ...[...was.keys()].filter((key) => !now.has(key))];
  return keys.flatMap((key): Difference[] => {
    const [old, fresh] = [was.get(key), now.get(key)];
    const [before, current] = [old?.text ?? NONE, fresh?.text ?? NONE];
    return before === current ? [] : [{ what: fresh?.what ?? old?.what ?? '', was: before, now: current }];
  });
}
