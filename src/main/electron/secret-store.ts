import { safeStorage } from 'electron';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { HoldfastError } from '../../shared/model/result.ts';

const SecretsFile = z.record(z.string(), z.base64());

export interface DesktopSecrets {
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
  describe(): Promise<{ readonly canStore: boolean; readonly how: string; readonly names: string[] }>;
}

/**
 * Secrets in the system's own keychain or keyring (`safeStorage`), one file of encrypted values in the data folder. Linux without
 * a keyring falls back to `basic_text`, which only hides them: that is refused unless the person has consented to it.
 */
export function createDesktopSecrets(dataFolder: string, consentToBasicText: boolean): DesktopSecrets {
  const file = join(dataFolder, 'secrets.json');
  const read = (): Record<string, string> => {
    try {
      return SecretsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      return {};
    }
  };
  const write = (secrets: Record<string, string>): void => {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(secrets), { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
  };
  const plainOnly = (): boolean => process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  const refusal = (): string | null => {
    if (!safeStorage.isEncryptionAvailable()) return 'This system offers no keychain. Supply secrets as ${env:NAME} or ${file:path}.';
    if (plainOnly() && !consentToBasicText)
      return 'This system has no keyring, so secrets would only be hidden, not encrypted. Supply them as ${env:NAME} or ${file:path}, or start once with HOLDFAST_ALLOW_BASIC_TEXT=1 to consent.';
    return null;
  };
  return {
    get: (name) => {
      const stored = read()[name];
      return Promise.resolve(stored === undefined ? null : safeStorage.decryptString(Buffer.from(stored, 'base64')));
    },
    set: async (name, value) => {
      const why = refusal();
      if (why !== null) throw new HoldfastError('unavailable', why);
      write({ ...read(), [name]: safeStorage.encryptString(value).toString('base64') });
      await Promise.resolve();
    },
    delete: async (name) => {
      const { [name]: _gone, ...rest } = read();
      write(rest);
      await Promise.resolve();
    },
    describe: () => {
      const why = refusal();
      return Promise.resolve({ canStore: why === null, how: why ?? 'Secrets are kept in the keychain of this system.', names: Object.keys(read()) });
    },
  };
}
