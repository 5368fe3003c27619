import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The platform's application-data folder for Holdfast, unless another one is named. */
export function dataFolder(named: string | null, env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (named !== null) return resolve(named);
  const home = homedir();
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Holdfast');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Holdfast');
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'holdfast');
}
