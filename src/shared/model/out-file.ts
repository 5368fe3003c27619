import { plain } from '../text/plain.ts';

/** The kinds of files that leave Holdfast, by the end of their names. A file of any other kind is never written for a page. */
export const FILE_KINDS = {
  csv: { mime: 'text/csv', title: 'CSV table' },
  md: { mime: 'text/markdown', title: 'Markdown text' },
  html: { mime: 'text/html', title: 'HTML page' },
  json: { mime: 'application/json', title: 'JSON document' },
  png: { mime: 'image/png', title: 'PNG picture' },
  svg: { mime: 'image/svg+xml', title: 'SVG picture' },
  zip: { mime: 'application/zip', title: 'ZIP archive' },
  pdf: { mime: 'application/pdf', title: 'PDF document' },
} as const;
export type FileKind = keyof typeof FILE_KINDS;

export interface OutFile {
  /** Without the ending; a suggestion, made safe before it is used. */
  readonly name: string;
  readonly kind: FileKind;
  readonly bytes: Uint8Array;
}

/** What became of something that was to leave; `handedOver` = a browser took it and does not tell what it did with it. */
export type Left = 'saved' | 'cancelled' | 'handedOver';

const MAX_NAME = 100;
/** What separates folders, is forbidden on one of the three systems, or means something to a shell. */
const UNSAFE = /[<>:"/\\|?*`$;&'%#!{}^~]+/g;
/** Names that Windows keeps for devices, whatever comes after the first dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A name that every system takes, with the ending of its kind: no folder, no hidden file, no device, at most 100 characters. */
export function safeFileName(name: string, kind: FileKind): string {
  const bare = plain(name.normalize('NFC'), MAX_NAME).replaceAll('…', '').replaceAll('\uFFFD', '').replace(UNSAFE, '-').replace(/\s+/g, ' ').replace(/^[\s.-]+|[\s.-]+$/g, '');
  const named = bare === '' ? 'holdfast' : DEVICE.test(bare) ? `holdfast-${bare}` : bare;
  return `${named}.${kind}`;
}
