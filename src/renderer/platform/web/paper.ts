import { FILE_KINDS, safeFileName } from '../../../shared/model/out-file.ts';
import { fail, ok } from '../../../shared/model/result.ts';
import type { Printing, SaveFile } from '../ports.ts';

const ENDING = /\.pdf$/;

/** The browser's own dialog. It offers the page's title as the name of the file, so the title is the sheet's name meanwhile. */
export const printWithBrowser: Printing['print'] = async ({ name }) => {
  const { title } = document;
  document.title = safeFileName(name, 'pdf').replace(ENDING, '');
  try {
    window.print();
    return ok('handedOver');
  } catch {
    return fail('unavailable', 'This browser cannot print.');
  } finally {
    document.title = title;
  }
};

/** A download; where it ends is between the browser and whoever uses it. */
export const saveWithBrowser: SaveFile = async ({ name, kind, bytes }) => {
  const url = URL.createObjectURL(new Blob([bytes.slice()], { type: FILE_KINDS[kind].mime }));
  const link = document.createElement('a');
  link.href = url;
  link.download = safeFileName(name, kind);
  link.click();
  // The browser has taken the bytes by the end of this turn; without this they would stay until the page is left.
  setTimeout(() => URL.revokeObjectURL(url), 0);
  return ok('handedOver');
};
