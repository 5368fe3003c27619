import { HoldfastConfig } from '../../shared/model/config.ts';
import { NO_CONTINUITY } from '../../shared/model/continuity/plan.ts';
import type { DemoFault, DemoFaultId, Person, Workspace } from '../../shared/model/entities.ts';
import type { Severity } from '../../shared/model/severity.ts';
import { ok } from '../../shared/model/result.ts';
import { toRfc3339 } from '../../shared/model/units.ts';
import { asSentence } from '../../shared/text/sentence.ts';
import { differenceNames } from '../config/diff.ts';
import type { Redactor } from '../config/redactor.ts';
import { resolveConfig, type ResolvedConfig } from '../config/resolved.ts';
import type { SecretStore } from '../config/secret-store.ts';
import type { ConfigService } from '../config/service.ts';
import { watchedNames } from '../engine/changes/dns/watched.ts';
import { eachOf } from '../engine/each-of.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { HOLDFAST, type Journal } from '../engine/journal/journal.ts';
import { createKeeping, type KeepingPorts } from '../engine/keeping/service.ts';
import { byOf, viewerOf } from '../engine/incidents/view.ts';
import type { ChannelDeps } from '../engine/messaging/channels/kinds.ts';
import type { Importer } from '../engine/importing/service.ts';
import { createAudit } from '../engine/journal/audit.ts';
import { createLive } from '../engine/live.ts';
import type { Clock, Log, Random, ResolveSecrets } from '../engine/ports.ts';
import { createProblems } from '../engine/problems.ts';
import type { PresetToken } from '../engine/seats/preset-tokens.ts';
import type { CarriedSeat } from '../engine/seats/repo.ts';
import type { RandomBytes } from '../engine/seats/rules.ts';
import type { Reports } from '../engine/review/report/service.ts';
import { createSeats } from '../engine/seats/service.ts';
import { createSeries } from '../engine/series/series-service.ts';
import type { CollectionHost } from '../engine/sources/postman/source.ts';
import { createSource } from '../engine/sources/registry.ts';
import { createLongHistory, type LongHistory } from '../engine/watch/long-history.ts';
import type { Store } from '../store/store.ts';
import { createAlertHandlers } from './alert-handlers.ts';
import { createChangeHandlers } from './change-handlers.ts';
import { createChannelHandlers } from './channel-handlers.ts';
import type { ConsolePorts } from '../engine/term/ports.ts';
import { createConfigHandlers } from './config-handlers.ts';
import { createVantage } from '../engine/continuity/triggers/vantage.ts';
import { createConsoleCore } from './console-core.ts';
import { createConnectHandlers } from './connect-handlers.ts';
import { createContinuity, EVERYBODY, type PlanPrograms } from './continuity-core.ts';
import { createHost, type AskPower } from '../engine/continuity/triggers/host.ts';
import { createTriggering } from './triggering.ts';
import { createDemoHandlers } from './demo-handlers.ts';
import { createDiagnostics, type DiagnosticsPorts } from './diagnostics.ts';
import { createDispatch } from './dispatch.ts';
import type { EngineCore } from './engine-port.ts';
import { createHookCore } from './hook-core.ts';
import { createHookHandlers } from './hook-handlers.ts';
import { createIncidentCore } from './incident-core.ts';
import { createIncidentHandlers } from './incident-handlers.ts';
import { createMetrics } from './metrics.ts';
import { createPlanHandlers } from './plan-handlers.ts';
import { planSignals } from './plan-signals.ts';
import { createRecordHandlers } from './record-handlers.ts';
import { createReportHandlers, createReportsOver, type TemplateFiles } from './report-handlers.ts';
import { createKeepingHandlers } from './keeping-handlers.ts';
import { createReplayer } from './replayer.ts';
import { createRetentionHandlers } from './retention-handlers.ts';
import { createActionIssueHandlers } from './action-issue-handlers.ts';
import { createReviewHandlers } from './review-handlers.ts';
import { createRuleHandlers } from './rule-handlers.ts';
import { createScorecardHandlers } from './scorecard-handlers.ts';
import { createSearchHandlers } from './search-handlers.ts';
import { createSilenceHandlers } from './silence-handlers.ts';
import { createSeatHandlers } from './seat-handlers.ts';
import { createMessaging } from './messaging-core.ts';
import { createRemoteHandlers } from './remote-handlers.ts';
import { createUpdateHandlers } from './update-handlers.ts';
import { createPreviewer } from './update-previewer.ts';
import { createWatchHandlers } from './watch-handlers.ts';
import { signalsOf } from './watch-views.ts';

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
  /** Text of a file that the configuration names, relative to it; rejects with a reason in words. */
  readonly readFile: (file: string) => Promise<string>;
  /** Null where no backups are made: a store in memory, one command. */
  readonly keeping: KeepingPorts | null;
  readonly presetTokens: readonly PresetToken[];
  /** Null outside the demo. */
  readonly demo: { setFault(id: DemoFaultId, active: boolean): Promise<DemoFault>; reset(): Promise<DemoFault[]> } | null;
  /** Where "connect your own" writes: the configuration in use, or, from the demo, that of the workspace to come. */
  readonly connectTo: ConfigService;
  /** This console among the others of its workspace. */
  readonly console: ConsolePorts;
  /** Told after the demo has written the configuration of a real workspace. */
  readonly onConnected: (carried: CarriedSeat | null) => void;
  readonly reportTemplates: TemplateFiles;
  readonly updateTemplates: TemplateFiles;
  /** What runs Postman collections; null where none are run. */
  readonly collections: CollectionHost | null;
  /** How this machine is powered; the shell knows. */
  readonly hostPower: AskPower;
  /** What runs programs of plans; null where no plans are run. */
  readonly planPrograms: PlanPrograms | null;
  readonly epoch: string;
  readonly version: string;
  readonly process: DiagnosticsPorts;
}

/** The whole engine behind one port, and what its shell tells it. */
export interface Core extends EngineCore {
  readonly epoch: string;
  /** For the command line, which needs no engine that watches. */
  readonly records: { readonly reports: Reports; readonly importPast: Importer; readonly journal: Journal };
  start(): Promise<void>;
  issueStartupCode(): string;
  tellDemo(faults: DemoFault[], problems: readonly string[]): void;
  /** A warning of the shell; null ends it. */
  tellProblem(id: string, message: string | null): void;
  /** Where this console can be reached. */
  tellAddress(address: string): void;
  /** What is wrong with the pings to the outside watcher; null where they arrive. */
  tellWatcher(problem: string | null): void;
  wake(): void;
  /** Knows the screen again that opened this workspace from the demo. */
  adopt(carried: CarriedSeat): void;
}

/** Before a configuration could be read: nothing is watched, and incidents are run by the defaults. */
const NOTHING_CONFIGURED: ResolvedConfig = resolveConfig(HoldfastConfig.parse({ version: 1, workspace: { name: 'Holdfast' } }));

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
    retentionMs: () => (config.current ?? NOTHING_CONFIGURED).retention.rollupsMs,
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
  const incidentCore = createIncidentCore({
    clock, log, store, live, problems, people, series,
    random: deps.random,
    randomBytes: deps.randomBytes,
    resolveSecrets: deps.resolveSecrets,
    readFile: deps.readFile,
    tellAnew: () => engine.tellAnew(),
    config: () => config.current ?? NOTHING_CONFIGURED,
    isConfigured: () => config.current !== null,
    watch: () => engine.watch(),
    history: (): LongHistory => history,
    onRuleFile: (file, facts) => audit.ruleFileRead(file, facts),
    markedRuns: () => continuity?.markedRuns() ?? [],
  });
  const { journal, alerts, detection, ruleFiles, incidents, maintenance, elsewhere, evidence, shift } = incidentCore;
  const settings = (): ResolvedConfig => config.current ?? NOTHING_CONFIGURED;
  const keeping = deps.keeping === null || store.write === null || !store.durable ? null : createKeeping({ ...deps.keeping, clock, log, settings: () => settings().backup, head: () => journal.head(), onProblem: (message) => (message === null ? problems.clear('backup') : problems.set('backup', 'warning', message)) });
  const audit = createAudit({ journal, db: { read: store.read, write: store.write }, mask: (text) => deps.redactor.mask(text), log });
  const consoles = createConsoleCore({
    ports: deps.console, store, clock, log, journal,
    incidents: () => incidents,
    reports: () => reports,
    onChange: (view) => live.emit('console', view),
    onMerged: () => engine.tellAnew(),
  });
  /** Not while another console may have taken over. */
  const whatActs = [() => incidentCore.everySecond(), () => messaging?.everySecond(), () => host.everySecond(), () => continuity?.everySecond()];
  const engine: Engine = createEngine({
    clock, log, live, problems, detection,
    opinionOf: (signal) => incidentCore.opinions.of(signal),
    random: deps.random,
    onClockBroke: (broken) => eachOf([() => incidentCore.clockBroke(broken), () => vantage.forget(), () => continuity?.clockBroke()]),
    everySecond: () => eachOf([() => consoles.everySecond(), () => keeping?.tick(), ...(consoles.mayAct() ? whatActs : [])]),
    onFed: (source, fed) => incidentCore.takeFed(source, fed),
    onSourceBack: () => messaging?.outbox.hurry(),
    onApplied: (applied) => {
      incidentCore.dnsWatch.apply(watchedNames(applied.dnsWatch));
      void messaging?.apply(applied.channels);
      continuity?.apply(applied);
      return ruleFiles.apply(applied.ruleFiles);
    },
    series: { append: (id, time, value) => void series.append(id, time, value), backfill: (id, points) => void series.backfill(id, points), newest: (id) => series.newest(id)?.time ?? null },
    createSource: (source) => createSource(source, { clock, resolveSecrets: deps.resolveSecrets, services: () => settings().services, watchdogs: incidentCore.watchdogs, collections: deps.collections }),
    surroundings: () => ({ workspace: workspace(), presence: seats.presence(), demoFaults, continuity: continuity?.face(EVERYBODY) ?? NO_CONTINUITY, console: consoles.view(), ...incidentCore.snapshot() }),
  });
  const history = createLongHistory({ clock, log, local: (id, from, to, maxPoints) => series.points(id, from, to, maxPoints), access: (id) => engine.watch().access(id) });
  const hookCore = createHookCore({ clock, log, problems, receiving: incidentCore.receiving, configured: () => settings().hooks, services: () => engine.watch().services(), resolveSecrets: deps.resolveSecrets, changes: incidentCore.changes, named: () => settings().services });
  const diagnostics = createDiagnostics({ clock, epoch: deps.epoch, store, polls: () => engine.watch().polls(), process: deps.process });
  const reports = createReportsOver({ clock, store, journal, incidents, evidence, reviews: incidentCore.reviews, changes: incidentCore.changes, randomBytes: deps.randomBytes, config: () => config.current ?? NOTHING_CONFIGURED, templates: deps.reportTemplates, version: deps.version, onProblem: (message) => problems.set('report-template', 'warning', message) });
  const previewer = createPreviewer({
    clock, templates: deps.updateTemplates,
    config: settings,
    signals: (services) => signalsOf(engine.watch(), services),
    mask: (text) => deps.redactor.mask(text),
    onProblem: (message) => problems.set('update-templates', 'warning', message),
  });
  /** Secrets that vendors hand out: the log learns them before anybody else does. */
  const keptSecrets: ChannelDeps['secrets'] = {
    get: async (name) => {
      const value = await deps.secrets.get(name);
      if (value !== null) deps.redactor.add(value);
      return value;
    },
    set: (name, value) => {
      deps.redactor.add(value);
      return deps.secrets.set(name, value);
    },
  };
  const messaging = createMessaging({
    clock, log, store, live, incidents, problems,
    workspace: () => workspace().name,
    random: deps.random,
    randomBytes: deps.randomBytes,
    resolveSecrets: deps.resolveSecrets,
    readFile: deps.readFile,
    secrets: keptSecrets,
    preview: (record, draft, channel, around) => previewer.ofDraft(record, draft, channel, around),
    compose: (record, audience, kind) => previewer.asked(record, { audience, kind, readers: audience, channels: [], facts: null, text: null, channelTexts: {}, links: [], corrects: false, previous: null, to: [] }),
    reviews: incidentCore.reviews,
    mask: (text) => deps.redactor.mask(text),
    mayAct: () => consoles.mayAct(),
  });
  const host = createHost({ clock, log, ask: deps.hostPower, isWanted: () => settings().continuity.triggers.some(({ mode }) => mode !== 'suggest'), hasWatcher: () => settings().deadMan !== null });
  const vantage = createVantage({ clock, machine: deps.console.machine, signal: (id) => engine.watch().signal(id), isProbe: (id) => engine.watch().sourceConfig(id)?.type === 'probe' });
  const triggering = createTriggering({ log, vantage, incidents, journal, people, seats, host, watch: () => engine.watch(), changes: incidentCore.changes, notices: messaging?.notices ?? null });
  const continuity = createContinuity({ clock, log, store, live, people, incidents, journal, audit, config: settings, resolveSecrets: deps.resolveSecrets, random: deps.random, randomBytes: deps.randomBytes, teller: messaging?.teller ?? null, triggering, signals: planSignals({ clock, watch: () => engine.watch(), series }), signal: (id) => engine.watch().signal(id), split: () => consoles.splitSince(), programs: deps.planPrograms, mayAct: () => consoles.mayAct(), reads: consoles.reads() });
  const dispatch = createDispatch({
    log,
    refuse: (name) => consoles.refuse(name),
    handlers: {
      ...createWatchHandlers({ watch: () => engine.watch(), sourceHealth: () => ({ at: toRfc3339(clock.nowMs()), items: engine.sourceHealth() }), workspace, problems: () => problems.list(), history }),
      ...createSeatHandlers(seats, audit),
      ...createConfigHandlers({ config, secrets: deps.secrets, audit }),
      ...createConnectHandlers({ clock, config: deps.connectTo, resolveSecrets: deps.resolveSecrets, collections: deps.collections, secrets: deps.secrets, onConnected: deps.demo === null ? null : (seat) => deps.onConnected(seats.carry(seat)) }),
      ...createDemoHandlers({ faults: () => demoFaults, demo: deps.demo }),
      ...createIncidentHandlers(incidents, incidentCore.blindTimes),
      ...createSilenceHandlers(incidentCore.silences, incidents),
      ...createChangeHandlers({ changes: incidentCore.changes, dnsNames: () => incidentCore.dnsWatch.names(), record: (id) => incidents.record(id), mustSee: (id, actor) => incidents.mustSee(id, viewerOf(actor)) }),
      ...createHookHandlers({ hooks: hookCore.hooks, config, secrets: deps.secrets, audit, services: () => engine.watch().services(), randomBytes: deps.randomBytes, startedAt: clock.nowMs() }),
      ...createScorecardHandlers(incidentCore.scorecard, incidentCore.sides, incidentCore.reviews),
      ...createReviewHandlers(incidentCore.reviews),
      ...createReportHandlers(reports),
      ...createChannelHandlers({ config, secrets: deps.secrets, audit, messaging, channel: { clock, resolveSecrets: deps.resolveSecrets, readFile: deps.readFile, secrets: keptSecrets } }),
      ...createUpdateHandlers({ record: (id) => incidents.record(id), mustSee: (id, actor) => incidents.mustSee(id, viewerOf(actor)), previewer, messaging }),
      ...createRemoteHandlers(messaging),
      ...createActionIssueHandlers(messaging),
      ...createPlanHandlers(continuity),
      ...consoles.handlers,
      'console.saw': (told, { person, seat }) => vantage.take(told, person?.name ?? seat.name),
      ...createSearchHandlers(incidentCore.search),
      ...createRetentionHandlers(incidentCore.retention, config, () => settings().retention),
      ...createKeepingHandlers({ keeping, settings: () => settings().backup, head: () => journal.head(), bytes: () => deps.process.fileBytes(store.file) }),
      ...createAlertHandlers({ alerts, isPrivate: (incident) => incidentCore.isPrivate(incident), maySeePrivate: (actor) => viewerOf(actor).seesPrivate }),
      ...createRuleHandlers({
        clock, config, detection, ruleFiles, maintenance, elsewhere,
        signal: (id) => engine.watch().signal(id),
        replay: createReplayer({ config: () => config.current, history: (id, from, to, maxPoints) => history.points(id, { from, to }, maxPoints) }),
      }),
      ...createRecordHandlers({
        clock, shift, journal, evidence,
        importPast: incidentCore.importPast,
        mustSee: (id, actor) => incidents.mustSee(id, viewerOf(actor)),
      }),
      'diagnostics.get': () => diagnostics.read(),
    },
  });
  const metrics = createMetrics(() => {
    const open = incidents.openRecords();
    const declared = (severity: Severity): number => open.filter((record) => record.standing === 'declared' && record.severity === severity).length;
    return {
      ...diagnostics.facts(engine.watch()),
      sources: engine.sourceMeasures(),
      alerts: alerts.counts(),
      incidents: { P0: declared('P0'), P1: declared('P1'), P2: declared('P2') },
      proposed: open.filter(({ standing }) => standing === 'proposed').length,
      rulesUnknown: detection.all().filter(({ status }) => status.verdict === 'unknown').length,
    };
  });

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
  config.onChange(({ config: now, state, difference, differenceText, by }) => {
    tellConfig();
    const actor = by === null ? null : byOf(by).actor;
    const errors = state.issues.filter(({ level }) => level === 'error');
    if (difference !== null && config.written !== null) audit.configChanged({ by: by === null ? 'file' : 'settings', written: config.written, names: differenceNames(difference), words: differenceText, actor });
    else if (errors[0] !== undefined) audit.configRefused(errors.length, errors[0].message, actor);
    hookCore.configChanged();
    if (now !== null && difference !== null) void engine.apply(now);
  });

  return {
    epoch: deps.epoch,
    records: { reports, importPast: incidentCore.importPast, journal },
    start: async () => {
      await consoles.start();
      tellConfig();
      tellStore();
      if (config.current !== null) {
        if (config.written !== null) audit.configAtStart(config.written);
        await engine.apply(config.current);
      }
      continuity?.start();
    },
    issueStartupCode: () => seats.issueStartupCode(),
    tellDemo: (faults, sentences) => {
      demoFaults = faults;
      live.emit('demo', { items: faults });
      if (sentences.length === 0) problems.clear('demo');
      else problems.set('demo', 'info', sentences.join(' '));
    },
    tellProblem: (id, message) => (message === null ? problems.clear(id) : problems.set(id, 'warning', message)),
    tellAddress: (address) => consoles.tellAddress(address),
    tellWatcher: (problem) => host.tellWatcher(problem),
    adopt: (carried) => seats.adopt(carried),
    wake: () => engine.wake(),
    call: (name, input, credential) => dispatch(name, input, seats.identify(credential)),
    hook: (message, credential) => hookCore.receive(message, seats.identify(credential)),
    identify: (credential) => Promise.resolve(seats.identify(credential)),
    pair: (code, userAgent) => {
      const paired = seats.pair(code, userAgent);
      if (paired.ok) {
        const { id, kind, person, personName, rights, name } = paired.value.seat;
        audit.seatPaired({ seat: id, kind, person, rights, name }, person === null ? HOLDFAST : { kind: 'person', id: person, name: personName });
      }
      return Promise.resolve(paired);
    },
    enterPin: (credential, pin) => seats.enterPin(credential, pin),
    unpair: (credential) => Promise.resolve(seats.unpair(credential)),
    term: () => Promise.resolve(consoles.term()),
    copy: (known, seat) => consoles.copy(known, seat),
    snapshot: () => ok(live.stamp('snapshot', engine.snapshot())),
    metrics: () => metrics(),
    onFrame: (listener) => live.onFrame(listener),
    close: async () => {
      consoles.close();
      await hookCore.close();
      await engine.stop();
      await continuity?.close();
      await messaging?.close();
      incidentCore.close();
      stopFlushing();
      series.close();
      config.close();
      if (deps.connectTo !== config) deps.connectTo.close();
    },
  };
}
