export interface Command {
  readonly id: string;
  readonly label: string;
  /** What kind of thing it is, shown quietly behind the label. */
  readonly kind: string;
  readonly run: () => void;
}

const fold = (text: string): string => text.toLocaleLowerCase('en').normalize('NFKD').replace(/\p{M}/gu, '');

/** Commands whose words begin with what was typed first, then those that merely contain it; every typed word must occur. */
export function searchCommands(commands: readonly Command[], typed: string): readonly Command[] {
  const words = fold(typed).split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return commands;
  const scored = commands.flatMap((command) => {
    const text = fold(`${command.label} ${command.kind}`);
    if (!words.every((word) => text.includes(word))) return [];
    const starts = words.filter((word) => text.startsWith(word) || text.includes(` ${word}`)).length;
    return [{ command, starts }];
  });
  return scored.sort((a, b) => b.starts - a.starts).map(({ command }) => command);
}
