import type { Service } from '../../shared/model/entities.ts';
import type { HookConfig } from '../../shared/model/hook-config.ts';
import type { CallError, Result } from '../../shared/model/result.ts';
import type { Receiving } from '../engine/alerts/receiving.ts';
import { createChangeKinds } from '../engine/changes/hook-kinds.ts';
import type { NamedService } from '../engine/changes/rules.ts';
import type { Changes } from '../engine/changes/service.ts';
import { createHookQueue } from '../engine/hooks/queue.ts';
import { ALERT_KINDS } from '../engine/hooks/registry.ts';
import { createHooks, type HookMessage, type Hooks } from '../engine/hooks/service.ts';
import type { Clock, Log, ResolveSecrets } from '../engine/ports.ts';
import type { Problems } from '../engine/problems.ts';
import { refusalFor } from './dispatch.ts';
import type { Actor, HookAnswer } from './engine-port.ts';

export interface HookCoreDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly problems: Problems;
  readonly receiving: Pick<Receiving, 'take'>;
  readonly configured: () => readonly HookConfig[];
  readonly services: () => readonly Pick<Service, 'id' | 'name'>[];
  readonly resolveSecrets: ResolveSecrets;
  readonly changes: Pick<Changes, 'take'>;
  /** Services with the names that changes give them. */
  readonly named: () => readonly NamedService[];
}

/** Webhooks with what takes in what they bring. */
export interface HookCore {
  readonly hooks: Hooks;
  receive(message: HookMessage, actor: Actor | null): Promise<Result<HookAnswer>>;
  /** What is wrong with a webhook that is configured no more is no news. */
  configChanged(): void;
  /** Takes in what was accepted, as far as that is done soon. */
  close(): Promise<void>;
}

/** A stop may not take longer than whoever stops waits for. */
const CLOSE_WITHIN_MS = 3_000;
const QUEUE_PROBLEM = 'hooks';

export function createHookCore({ clock, log, problems, receiving, configured, services, resolveSecrets, changes, named }: HookCoreDeps): HookCore {
  const told = new Set<string>();
  const tell = (id: string, message: string | null): void => {
    if (message === null) problems.clear(id);
    else problems.set(id, 'warning', message);
  };
  const queue = createHookQueue({ clock, log, take: (alerts) => receiving.take(alerts), onProblem: (message) => tell(QUEUE_PROBLEM, message) });
  const hooks = createHooks({
    clock, log, queue, configured, services, resolveSecrets,
    kinds: { ...ALERT_KINDS, ...createChangeKinds({ changes, services: named, log }) },
    onProblem: (hook, message) => {
      if (message === null && !told.delete(hook)) return;
      if (message !== null) told.add(hook);
      tell(`hook ${hook}`, message);
    },
  });
  /** Only whoever works here may say what is wrong, as with everything else that people do. */
  const refusalOf = (actor: Actor | null): CallError | null => refusalFor(actor, 'operate');
  return {
    hooks,
    receive: (message, actor) => hooks.receive(message, () => refusalOf(actor)),
    configChanged: () => {
      const known = new Set<string>(hooks.all().map(({ hook }) => hook.id));
      for (const id of told) {
        if (known.has(id)) continue;
        told.delete(id);
        problems.clear(`hook ${id}`);
      }
    },
    close: async () => void (await queue.close(CLOSE_WITHIN_MS)),
  };
}
