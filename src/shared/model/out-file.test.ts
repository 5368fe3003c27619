import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILE_KINDS, safeFileName, type FileKind } from './out-file.ts';

describe('the name of a file that leaves', () => {
  it.each([
    ['INC-2026-0042 report', 'INC-2026-0042 report.pdf'],
    ['../../etc/passwd', 'etc-passwd.pdf'],
    ['C:\\Windows\\system32\\drivers', 'C-Windows-system32-drivers.pdf'],
    ['.ssh', 'ssh.pdf'],
    ['CON', 'holdfast-CON.pdf'],
    ['nul.txt', 'holdfast-nul.txt.pdf'],
    ['report\u202Efdp.exe', 'reportfdp.exe.pdf'],
    ['$(rm -rf ~); `id`', '(rm -rf -)- -id.pdf'],
    ['a\u0000b\nc', 'ab c.pdf'],
    ['   ', 'holdfast.pdf'],
    ['', 'holdfast.pdf'],
    ['Ausfall der Zahlungen in München', 'Ausfall der Zahlungen in München.pdf'],
  ])('%j becomes %j', (given, expected) => expect(safeFileName(given, 'pdf')).toBe(expected));

  it('never leads into another folder, whatever it is made from', () => {
    const kinds = Object.keys(FILE_KINDS) as FileKind[];
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...kinds), (given, kind) => {
        const name = safeFileName(given, kind);
        // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
        expect(name).not.toMatch(/[/\\:\u0000-\u001F\u202A-\u202E]|^\.|^-/);
        expect(name.endsWith(`.${kind}`)).toBe(true);
        expect(Array.from(name).length).toBeLessThanOrEqual(120);
        expect(safeFileName(name.slice(0, -kind.length - 1), kind)).toBe(name);
      }),
    );
  });
});
