import { access, constants } from 'node:fs/promises';
import path from 'node:path';

/**
 * The first executable called `name` in the folders of `searchPath` (the PATH variable's text), or null. Relative folders are passed
 * over. `windowsEndings`: what a file's name may end with on Windows.
 */
export async function findOnPath(name: string, searchPath: string, windowsEndings: readonly string[] = ['.exe']): Promise<string | null> {
  const endings = process.platform === 'win32' ? windowsEndings : [''];
  for (const folder of searchPath.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      const runnable = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (runnable) return file;
    }
  }
  return null;
}
