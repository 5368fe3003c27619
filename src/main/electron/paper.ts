import { BrowserWindow, dialog, webContents } from 'electron';
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { FILE_KINDS, safeFileName, type FileKind, type Left } from '../../shared/model/out-file.ts';
import { fail, ok, type Result } from '../../shared/model/result.ts';
import type { Log } from '../api/engine-port.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const Name = z.string().max(300);

/** What a page may ask to be printed; `pages` as Chromium reads it. */
export const PrintSheet = z.strictObject({ name: Name, pages: z.string().max(200).regex(/^\d{1,4}(?:-\d{1,4})?(?:, ?\d{1,4}(?:-\d{1,4})?)*$/).optional() });
export const OutFile = z.strictObject({
  name: Name,
  kind: z.enum(Object.keys(FILE_KINDS) as [FileKind, ...FileKind[]]),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.byteLength <= MAX_BYTES),
});

/** Inches, for pages that name no margins of their own: 16 mm. */
const MARGIN = 0.63;

export interface Paper {
  print(windowId: number, sheet: z.infer<typeof PrintSheet>): Promise<Result<Left>>;
  save(windowId: number, file: z.infer<typeof OutFile>): Promise<Result<Left>>;
}

/**
 * Files that leave a window. The page gives a name and bytes, or asks for itself as a PDF; where it goes is said by a person in the
 * system's own dialog, one at a time for each window, and the page is not told.
 */
export function createPaper(log: Log): Paper {
  const asking = new Set<number>();

  const write = async (windowId: number, name: string, kind: FileKind, make: () => Promise<Uint8Array>): Promise<Result<Left>> => {
    if (asking.has(windowId)) return fail('conflict', 'A file of this window is being saved already.');
    asking.add(windowId);
    try {
      const bytes = await make().catch((error: unknown) => (log.warn('a page could not be printed', { error: String(error) }), null));
      if (bytes === null) return fail('unavailable', 'No PDF could be made of this page.');
      const path = await askWhere(windowId, safeFileName(name, kind), kind);
      if (path === null) return ok('cancelled');
      await writeFile(path, bytes);
      return ok('saved');
    } catch (error) {
      log.warn('a file could not be saved', { kind, error: String(error) });
      return fail('unavailable', `The file could not be written: ${reason(error)}`);
    } finally {
      asking.delete(windowId);
    }
  };

  return {
    print: (windowId, { name, pages }) =>
      write(windowId, name, 'pdf', async () => {
        const contents = webContents.fromId(windowId);
        if (contents === undefined || contents.isDestroyed()) throw new Error('the window is gone');
        return contents.printToPDF({
          pageSize: 'A4',
          // The page's own style says what is landscape.
          preferCSSPageSize: true,
          printBackground: true,
          margins: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
          generateTaggedPDF: true,
          ...(pages === undefined ? {} : { pageRanges: pages }),
        });
      }),
    save: (windowId, { name, kind, bytes }) => write(windowId, name, kind, async () => bytes),
  };
}

async function askWhere(windowId: number, name: string, kind: FileKind): Promise<string | null> {
  const contents = webContents.fromId(windowId);
  const window = contents === undefined ? null : BrowserWindow.fromWebContents(contents);
  if (window === null) throw new Error('the window is gone');
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save',
    defaultPath: name,
    filters: [{ name: FILE_KINDS[kind].title, extensions: [kind] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? null : filePath;
}

const REASONS: Readonly<Record<string, string>> = { ENOSPC: 'the disk is full.', EACCES: 'this folder may not be written to.', EPERM: 'this folder may not be written to.', EROFS: 'this disk may only be read.', ENOENT: 'the folder is gone.', EISDIR: 'this is a folder.' };
const reason = (error: unknown): string => REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? 'the system refused it.';
