import { HoldfastError } from '../../shared/model/result.ts';
import { fromRfc3339, type EpochMs } from '../../shared/model/units.ts';
import type { Problem, Workspace } from '../../shared/model/entities.ts';
import type { SourceHealth } from '../../shared/model/source-health.ts';
import { viewChain } from '../engine/chain/view.ts';
import type { Watch } from '../engine/watch/watch.ts';
import type { LongHistory } from '../engine/watch/long-history.ts';
import type { Handlers } from './engine-port.ts';
import { cutPage } from './page.ts';

type WatchCall = 'workspace.get' | 'problems.list' | 'services.list' | 'services.get' | 'services.chain' | 'signals.list' | 'signals.get' | 'signals.points' | 'sources.list' | 'sources.health';

export interface WatchSubject {
  readonly watch: () => Watch;
  readonly sourceHealth: () => { readonly at: string; readonly items: SourceHealth[] };
  readonly workspace: () => Workspace;
  readonly problems: () => Problem[];
  readonly history: LongHistory;
}

const LONGEST_SPAN_MS = 40 * 86_400_000;

const instant = (text: string, name: string): EpochMs => {
  const at = fromRfc3339(text);
  if (at === null) throw new HoldfastError('invalid_input', `${name}: expected an RFC 3339 instant such as 2026-01-15T12:00:00.000Z`);
  return at;
};

const found = <T>(value: T | null | undefined, what: string): T => {
  if (value === null || value === undefined) throw new HoldfastError('not_found', `There is no ${what}.`);
  return value;
};

/** The calls of the contract that tell what is watched. */
export const createWatchHandlers = ({ watch, sourceHealth, workspace, problems, history }: WatchSubject): Pick<Handlers, WatchCall> => ({
  'workspace.get': () => workspace(),
  'problems.list': () => ({ items: problems() }),
  'services.list': (page) => cutPage([...watch().services()].sort((a, b) => a.tier - b.tier || a.name.localeCompare(b.name)), page),
  'services.get': ({ id }) => found(watch().services().find((service) => service.id === id), `service "${id}"`),
  'services.chain': ({ id }) => {
    const { chain } = found(watch().services().find((service) => service.id === id), `service "${id}"`);
    return viewChain(id, found(chain, `chain of service "${id}"`), (signal) => watch().signal(signal) ?? undefined);
  },
  'signals.list': ({ service, ...page }) => cutPage(watch().signals().filter((signal) => service === undefined || signal.service === service), page),
  'signals.get': ({ id }) => found(watch().signal(id), `signal "${id}"`),
  'signals.points': async ({ id, from, to, maxPoints }) => {
    found(watch().signal(id), `signal "${id}"`);
    const range = { from: instant(from, 'from'), to: instant(to, 'to') };
    if (range.to <= range.from) throw new HoldfastError('invalid_input', 'expected "to" after "from"');
    if (range.to - range.from > LONGEST_SPAN_MS) throw new HoldfastError('invalid_input', 'expected a span of at most 40 days');
    return { items: await history.points(id, range, maxPoints) };
  },
  'sources.list': () => ({ items: watch().sources() }),
  'sources.health': () => sourceHealth(),
});
