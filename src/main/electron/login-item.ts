import { app } from 'electron';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The XDG autostart entry of a packaged app (freedesktop.org, Desktop Application Autostart Specification). */
const autostartFile = (): string => join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'autostart', 'holdfast.desktop');
/** Desktop Entry Specification, "The Exec key": reserved characters in double quotes, four of them escaped. */
const quoted = (word: string): string => `"${word.replace(/["`$\\]/g, (character) => `\\${character}`).replaceAll('%', '%%')}"`;
const entry = (args: readonly string[]): string => `[Desktop Entry]\nType=Application\nName=Holdfast\nExec=${[process.execPath, ...args].map(quoted).join(' ')}\nTerminal=false\n`;

/** Opens Holdfast with these arguments when this user logs in, or no longer. Only an installed app does so; throws what the system says. */
export function openAtLogin(on: boolean, args: readonly string[]): void {
  if (!app.isPackaged) return;
  if (process.platform !== 'linux') {
    if (app.getLoginItemSettings({ args: [...args] }).openAtLogin !== on) app.setLoginItemSettings({ openAtLogin: on, args: [...args] });
    return;
  }
  const file = autostartFile();
  const now = read(file);
  if (!on) {
    // One that somebody else wrote is theirs.
    if (now?.includes(quoted(process.execPath))) rmSync(file, { force: true });
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  if (now !== entry(args)) writeFileSync(file, entry(args));
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
