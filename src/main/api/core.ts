import type { DemoFault, DemoFaultId, Person, Workspace } from '../../shared/model/entities.ts';
import { ok } from '../../shared/model/result.ts';
import { asSentence } from '../../shared/text/sentence.ts';
import type { Redactor } from '../config/redactor.ts';
import type { SecretStore } from '../config/secret-store.ts';
import type { ConfigService } from '../config/service.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { createLive } from '../engine/live.ts';
import type { Clock, Log, Random, ResolveSecrets } from '../engine/ports.ts';
import { createProblems } from '../engine/problems.ts';
import type { PresetToken } from '../engine/seats/preset-tokens.ts';
import type { CarriedSeat } from '../engine/seats/repo.ts';
import type { RandomBytes } from '../engine/seats/rules.ts';
import { createSeats } from '../engine/seats/service.ts';
import { createSeries } from '../engine/series/series-service.ts';
import { createSource } from '../engine/sources/create-source.ts';
import { createLongHistory } from '../engine/watch/long-history.ts';
import type { Store } from '../store/store.ts';
import { createConfigHandlers } from './config-handlers.ts';
import { createConnectHandlers } from './connect-handlers.ts';
import { createDemoHandlers } from './demo-handlers.ts';
import { createDiagnostics, type DiagnosticsPorts } from './diagnostics.ts';
import { createDispatch } from './dispatch.ts';
import type { EngineCore } from './engine-port.ts';
import { createMetrics } from './metrics.ts';
import { createSeatHandlers } from './seat-handlers.ts';
import { createWatchHandlers } from './watch-handlers.ts';

export interface CoreDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  readonly redactor: Redactor;
  readonly store: Store;
  readonly config: ConfigService;
  readonly secrets: SecretStore;
  readonly resolveSecrets: ResolveSecrets;
  readonly presetTokens: readonly PresetToken[];
  /** Null outside the demo. */
  readonly demo: { setFault(id: DemoFaultId, active: boolean): Promise<DemoFault> } | null;
  /** Where "connect your own" writes: the configuration in use, or, from the demo, that of the workspace to come. */
  readonly connectTo: ConfigService;
  /** Told after the demo has written the configuration of a real workspace. */
  readonly onConnected: (carried: CarriedSeat | null) => void;
  readonly epoch: string;
  readonly version: string;
  readonly process: DiagnosticsPorts;
}

/** The whole engine behind one port, and what its shell tells it. */
export interface Core extends EngineCore {
  readonly epoch: string;
  start(): Promise<void>;
  issueStartupCode(): string;
  tellDemo(faults: DemoFault[], problems: readonly string[]): void;
  /** A warning of the shell; null ends it. */
  tellProblem(id: string, message: string | null): void;
  wake(): void;
  /** Knows the screen again that opened this workspace from the demo. */
  adopt(carried: CarriedSeat): void;
}

/** Wires what the engine is made of; decisions stand in the parts. */
export function createCore(deps: CoreDeps): Core {
  const { clock, log, store, config } = deps;
  const live = createLive(deps.epoch);
  const problems = createProblems(clock, (items) => live.emit('problem', { items }));
  const people = (): readonly Person[] => config.current?.people ?? [];
  let demoFaults: DemoFault[] = [];

  const workspace = (): Workspace => ({
    name: config.current?.workspace.name ?? 'Holdfast',
    timeZone: config.current?.workspace.timeZone ?? 'UTC',
    demo: deps.demo !== null,
    version: deps.version,
    writable: store.write !== null && store.durable,
  });
  const series = createSeries({
    db: { read: store.read, write: store.write },
    clock, log,
    ...(config.current ? { retentionMs: config.current.retention.rollupsMs } : {}),
    onProblem: (message) => (message === null ? problems.clear('history') : problems.set('history', 'error', message)),
  });
  const stopFlushing = series.run();
  const seats = createSeats({
    db: { read: store.read, write: store.write },
    clock, log, people,
    randomBytes: deps.randomBytes,
    presetTokens: deps.presetTokens,
    onChange: (what) => {
      if (what === 'presence') live.emit('presence', { items: seats.presence() });
    },
  });
  const engine: Engine = createEngine({
    clock, log, live, problems,
    random: deps.random,
    series: { append: (id, time, value) => void series.append(id, time, value), backfill: (id, points) => void series.backfill(id, points), newest: (id) => series.newest(id)?.time ?? null },
    createSource: (source) => createSource(source, { clock, resolveSecrets: deps.resolveSecrets }),
    surroundings: () => ({ workspace: workspace(), presence: seats.presence(), demoFaults }),
  });
  const history = createLongHistory({ clock, log, local: (id, from, to, maxPoints) => series.points(id, from, to, maxPoints), access: (id) => engine.watch().access(id) });
  const diagnostics = createDiagnostics({ clock, epoch: deps.epoch, store, polls: () => engine.watch().polls(), process: deps.process });
  const dispatch = createDispatch({
    log,
    handlers: {
      ...createWatchHandlers({ watch: () => engine.watch(), workspace, problems: () => problems.list(), history }),
      ...createSeatHandlers(seats),
      ...createConfigHandlers({ config, secrets: deps.secrets }),
      ...createConnectHandlers({ clock, config: deps.connectTo, resolveSecrets: deps.resolveSecrets, secrets: deps.secrets, onConnected: deps.demo === null ? null : (seat) => deps.onConnected(seats.carry(seat)) }),
      ...createDemoHandlers({ faults: () => demoFaults, demo: deps.demo }),
      'diagnostics.get': () => diagnostics.read(),
    },
  });
  const metrics = createMetrics(() => diagnostics.facts(engine.watch()));

  const tellConfig = (): void => {
    const { issues, usingLastGood } = config.state;
    const errors = issues.filter((issue) => issue.level === 'error');
    const [first] = errors;
    if (first === undefined) problems.clear('config');
    else problems.set('config', 'error', `${asSentence(`holdfast.yaml${first.line === null ? '' : ` line ${first.line}`}: ${first.path === '' ? '' : `${first.path}: `}${first.message}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}`)} ${usingLastGood ? 'The last good configuration is still in use.' : 'Nothing is watched until it is mended.'}`);
    const warning = issues.find((issue) => issue.level === 'warning');
    if (warning === undefined) problems.clear('config-warning');
    else problems.set('config-warning', 'info', `holdfast.yaml${warning.line === null ? '' : ` line ${warning.line}`}: ${warning.message}`);
  };
  const tellStore = (): void => {
    for (const problem of store.problems()) problems.set(problem.id, problem.level, problem.message, problem.since);
  };
  config.onChange(({ config: now, difference }) => {
    tellConfig();
    if (now !== null && difference !== null) void engine.apply(now);
  });

  return {
    epoch: deps.epoch,
    start: async () => {
      tellConfig();
      tellStore();
      if (config.current !== null) await engine.apply(config.current);
    },
    issueStartupCode: () => seats.issueStartupCode(),
    tellDemo: (faults, sentences) => {
      demoFaults = faults;
      live.emit('demo', { items: faults });
      if (sentences.length === 0) problems.clear('demo');
      else problems.set('demo', 'info', sentences.join(' '));
    },
    tellProblem: (id, message) => (message === null ? problems.clear(id) : problems.set(id, 'warning', message)),
    adopt: (carried) => seats.adopt(carried),
    wake: () => engine.watch().interrupted(0),
    call: (name, input, credential) => dispatch(name, input, seats.identify(credential)),
    identify: (credential) => Promise.resolve(seats.identify(credential)),
    pair: (code, userAgent) => Promise.resolve(seats.pair(code, userAgent)),
    enterPin: (credential, pin) => seats.enterPin(credential, pin),
    unpair: (credential) => Promise.resolve(seats.unpair(credential)),
    snapshot: () => ok(live.stamp('snapshot', engine.snapshot())),
    metrics: () => metrics(),
    onFrame: (listener) => live.onFrame(listener),
    close: async () => {
      await engine.stop();
      stopFlushing();
      series.close();
      config.close();
      if (deps.connectTo !== config) deps.connectTo.close();
    },
  };
}
