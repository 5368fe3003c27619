import type { SecretStore } from '../config/secret-store.ts';
import type { ConfigService } from '../config/service.ts';
import type { Handlers } from './engine-port.ts';

type ConfigCall = 'config.get' | 'config.check' | 'config.write' | 'secrets.describe' | 'secrets.set';

/** The calls of the contract that read and write holdfast.yaml and its secrets. */
export const createConfigHandlers = ({ config, secrets }: { readonly config: ConfigService; readonly secrets: SecretStore }): Pick<Handlers, ConfigCall> => ({
  'config.get': () => config.state,
  'config.check': ({ text }) => ({ issues: config.check(text) }),
  'config.write': ({ text, revision }) => config.write(text, revision),
  'secrets.describe': async () => {
    const { canStore, how, names } = await secrets.describe();
    return { canStore, how, names: [...names] };
  },
  'secrets.set': async ({ name, value }) => {
    await secrets.set(name, value);
    return {};
  },
});
