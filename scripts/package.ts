import { packager } from '@electron/packager';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { join } from 'node:path';
import { build } from './build.ts';

/**
 * `npm run package`: the desktop app for this platform in `dist/`, with Electron's fuses set (docs/security.md). Needs Electron's
 * distribution, which the packager downloads.
 */
const ROOT = join(import.meta.dirname, '..');

/** Everything that is not shipped: sources, tests, tools. Dependencies of development are pruned by the packager. */
const IGNORE = [/^\/(?!(out|resources|node_modules|package\.json|LICENSE)(\/|$))/, /^\/node_modules\/\.cache/, /\.map$/];

/** All fuses, each written out: a default that changes with an Electron version must not change what we ship. */
export const FUSES = {
  version: FuseVersion.V1,
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
} as const;

const BINARY = { darwin: 'Holdfast.app/Contents/MacOS/Holdfast', win32: 'Holdfast.exe' } as const;

build();
const folders = await packager({
  dir: ROOT,
  out: join(ROOT, 'dist'),
  name: 'Holdfast',
  appBundleId: 'org.holdfast.console',
  overwrite: true,
  prune: true,
  ignore: IGNORE,
  icon: join(ROOT, 'resources', 'icons', 'holdfast'),
  /** The native module is loaded from outside the archive. */
  asar: { unpack: '**/*.node' },
});
for (const folder of folders) {
  const binary = join(folder, process.platform === 'darwin' || process.platform === 'win32' ? BINARY[process.platform] : 'Holdfast');
  await flipFuses(binary, { ...FUSES, resetAdHocDarwinSignature: process.platform === 'darwin' });
  process.stderr.write(`${folder}\n`);
}
