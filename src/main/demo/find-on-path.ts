import { access, constants } from 'node:fs/promises';
import path from 'node:path';

/** The first executable called `name` in the folders of `searchPath` (the PATH variable's text), or null. Relative folders are passed over. */
export async function findOnPath(name: string, searchPath: string): Promise<string | null> {
  const fileName = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of searchPath.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const file = path.join(folder, fileName);
    const runnable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runnable) return file;
  }
  return null;
}
