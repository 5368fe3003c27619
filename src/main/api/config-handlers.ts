import { refuseNewPrograms } from '../config/handwritten.ts';
import { parseConfig } from '../config/load.ts';
import type { SecretStore } from '../config/secret-store.ts';
import type { ConfigService } from '../config/service.ts';
import { byOf } from '../engine/incidents/view.ts';
import type { Audit } from '../engine/journal/audit.ts';
import type { Handlers } from './engine-port.ts';

type ConfigCall = 'config.get' | 'config.check' | 'config.write' | 'secrets.describe' | 'secrets.set';

/** The calls of the contract that read and write holdfast.yaml and its secrets. */
export const createConfigHandlers = ({ config, secrets, audit }: { readonly config: ConfigService; readonly secrets: SecretStore; readonly audit: Audit }): Pick<Handlers, ConfigCall> => ({
  'config.get': () => config.state,
  'config.check': ({ text }) => ({ issues: config.check(text) }),
  'config.write': ({ text, revision }, actor) => {
    refuseNewPrograms(config.written?.sources ?? [], parseConfig(text, { file: config.state.file }).written?.sources ?? []);
    return config.write(text, revision, actor);
  },
  'secrets.describe': async () => {
    const { canStore, how, names } = await secrets.describe();
    return { canStore, how, names: [...names] };
  },
  'secrets.set': async ({ name, value }, actor) => {
    await secrets.set(name, value);
    audit.secretSet(name, byOf(actor).actor);
    return {};
  },
});
