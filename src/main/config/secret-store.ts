import { HoldfastError } from '../../shared/model/result.ts';

/** A name under which a secret is kept; what `${secret:name}` refers to. */
const SECRET_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Where secrets are kept and how to supply them; never a value. */
export interface SecretStoreDescription {
  readonly canStore: boolean;
  /** One sentence for the person in Settings. */
  readonly how: string;
  readonly names: readonly string[];
}

/** Where `${secret:name}` is kept: asked by the engine worker, answered by the shell. */
export interface SecretStore {
  /** Null when nothing is kept under the name. Rejects with a sentence when the store cannot be opened. */
  get(name: string): Promise<string | null>;
  /** Rejects with `describe().how` where nothing can be stored. */
  set(name: string, value: string): Promise<void>;
  /** Removing what is not there is no error. */
  delete(name: string): Promise<void>;
  describe(): Promise<SecretStoreDescription>;
}

/** Refuses a name that `${secret:…}` could not refer to. */
export function checkSecretName(name: string): void {
  if (!SECRET_NAME.test(name)) throw new HoldfastError('invalid_input', 'expected 1 to 64 letters, digits, "-" or "_" as the name of a secret');
}
