import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHostPower, type PowerFolders } from './host-power.ts';

let root: string;
let folders: PowerFolders;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-power-'));
  folders = { supplies: join(root, 'supplies'), sleepStates: join(root, 'state'), units: [join(root, 'etc'), join(root, 'run')] };
  for (const each of [folders.supplies, ...folders.units]) mkdirSync(each);
  writeFileSync(folders.sleepStates, 'freeze mem disk\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const supply = (name: string, files: Readonly<Record<string, string>>): void => {
  mkdirSync(join(folders.supplies, name));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folders.supplies, name, file), `${text}\n`);
};
const read = () => readHostPower('linux', folders);

describe('the power of a server', () => {
  it('is mains where it is plugged in, or has no battery of its own', async () => {
    expect((await read()).mainsPower).toBe(true);
    supply('hidpp_battery_0', { type: 'Battery', scope: 'Device' });
    expect((await read()).mainsPower).toBe(true);
    supply('BAT0', { type: 'Battery' });
    expect((await read()).mainsPower).toBe(false);
    supply('AC', { type: 'Mains', online: '0' });
    expect((await read()).mainsPower).toBe(false);
    supply('usb-c', { type: 'USB', online: '1' });
    expect((await read()).mainsPower).toBe(true);
    rmSync(folders.supplies, { recursive: true });
    expect((await read()).mainsPower).toBe(true);
  });

  it('is not known where it cannot be read, and on other systems', async () => {
    supply('strange', { online: '1' });
    expect((await read()).mainsPower).toBeNull();
    expect(await readHostPower('win32', folders)).toEqual({ mainsPower: null, sleepBlocked: null });
  });

  it('cannot sleep where the kernel offers none, or systemd is forbidden to', async () => {
    expect((await read()).sleepBlocked).toBeNull();
    symlinkSync('/lib/systemd/system/sleep.target', join(root, 'run', 'sleep.target'));
    expect((await read()).sleepBlocked).toBeNull();
    symlinkSync('/dev/null', join(root, 'etc', 'sleep.target'));
    expect((await read()).sleepBlocked).toBe(true);
    rmSync(join(root, 'etc', 'sleep.target'));
    writeFileSync(folders.sleepStates, '\n');
    expect((await read()).sleepBlocked).toBe(true);
  });
});
