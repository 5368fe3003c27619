import { contract, type CallName } from '../../../shared/contract/contract.ts';
import { ONLY_CONSOLE, type ConsoleView, type StoodDown, type TookOver, type UnmergedEntry } from '../../../shared/model/console.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { ago, HOSTILE, MINUTE, MIRA } from './incident-scenes.ts';

/** Consoles among each other: a lost engine's copy, taken over and not met, met, nothing to merge, its history not to be read, merged, stood down. */
export const CONSOLE_SCENES = ['consoleCopy', 'consoleTookOver', 'consoleMet', 'consoleMetNothing', 'consoleMetFailed', 'consoleMerged', 'consoleStoodDown', 'consoleStoodDownUnheard'] as const;
type ConsoleScene = (typeof CONSOLE_SCENES)[number];
const isConsoleScene = (scene: string): scene is ConsoleScene => CONSOLE_SCENES.some((each) => each === scene);

const ENGINE = 'http://noc-engine.acme.test:7420';
const SEAT = 'http://noc-seat-2.acme.test:7420';
const REASON = 'The engine’s room has no power';

/** What this console is in a scene. */
export function consoleOf(scene: string, born: EpochMs): ConsoleView {
  if (!isConsoleScene(scene)) return ONLY_CONSOLE;
  const tookOver: TookOver = { at: ago(born, 9 * MINUTE), by: { id: MIRA.id, name: MIRA.name }, reason: REASON, from: ENGINE, copyAt: ago(born, 9.4 * MINUTE), metAt: ago(born, 2 * MINUTE), entries: 7, mergedAt: null };
  const stoodDown: StoodDown = { at: ago(born, 2 * MINUTE), term: 2, by: { id: MIRA.id, name: MIRA.name }, reason: REASON, address: SEAT, entries: 7, mergedAt: null };
  const views: Readonly<Record<ConsoleScene, ConsoleView>> = {
    consoleCopy: { ...ONLY_CONSOLE, role: 'seat', connection: { url: ENGINE, state: 'unreachable', since: ago(born, 3 * MINUTE), copyAt: ago(born, 3.2 * MINUTE) } },
    consoleTookOver: { ...ONLY_CONSOLE, term: 2, tookOver: { ...tookOver, metAt: null, entries: null } },
    consoleMet: { ...ONLY_CONSOLE, term: 2, tookOver },
    consoleMetFailed: { ...ONLY_CONSOLE, term: 2, tookOver },
    consoleMetNothing: { ...ONLY_CONSOLE, term: 2, tookOver: { ...tookOver, entries: 0 } },
    consoleMerged: { ...ONLY_CONSOLE, term: 2, tookOver: { ...tookOver, mergedAt: ago(born, MINUTE) } },
    consoleStoodDown: { ...ONLY_CONSOLE, role: 'stoodDown', term: 2, stoodDown },
    consoleStoodDownUnheard: { ...ONLY_CONSOLE, role: 'stoodDown', term: 2, stoodDown: { ...stoodDown, by: null, reason: null, entries: null } },
  };
  return views[scene];
}

const ENTRIES: readonly (readonly [minutesAgo: number, actor: string, incident: string | null, known: boolean, type: string, text: string])[] = [
  [9.2, MIRA.name, 'INC-2026-0042', true, 'acknowledged', 'Acknowledged'],
  [8.6, MIRA.name, 'INC-2026-0042', true, 'note', `Note: ${HOSTILE}`],
  [8.1, 'Holdfast', 'INC-2026-0042', true, 'updateSent', 'Update to customers: We are investigating failed payments. Next update at 14:30 UTC.'],
  [7.9, 'Holdfast', 'INC-2026-0042', true, 'runStep', 'Step “Switch the name to Frankfurt” done after 4 s'],
  [6.5, 'Holdfast', 'INC-2026-0047', false, 'opened', 'Opened by a rule: Logins are slow'],
  [6.2, 'Jon Bell', 'INC-2026-0047', false, 'acknowledged', 'Acknowledged'],
  [4, 'Jon Bell', null, true, 'shiftNote', 'Note in the shift log: the provider has been called, ticket 88231'],
];

/** What the engine of these pictures answers about the other console; null where it has nothing to say. */
export function answerConsole(scene: string, born: EpochMs, name: CallName): Result<unknown> | null {
  if (!isConsoleScene(scene)) return null;
  if (name === 'console.merge') return ok(contract[name].output.parse(consoleOf('consoleMerged', born)));
  if (name !== 'console.unmerged') return null;
  if (scene === 'consoleMetFailed') return fail('unavailable', `${ENGINE} does not answer now, so what it recorded cannot be read.`);
  const items: UnmergedEntry[] = scene === 'consoleMetNothing' ? [] : ENTRIES.map(([minutesAgo, actor, incident, known, type, text], index) => ({ seq: 4_120 + index, at: ago(born, minutesAgo * MINUTE), actor, incident, known, type, text }));
  return ok(contract[name].output.parse({ items, next: null }));
}
