import type { Person, Problem, Service } from '../../shared/model/entities.ts';
import type { Snapshot } from '../../shared/contract/events.ts';
import type { IncidentId, SourceId } from '../../shared/model/ids.ts';
import { epochMs, toRfc3339 } from '../../shared/model/units.ts';
import type { ResolvedConfig } from '../config/resolved.ts';
import { breathe } from '../engine/breathe.ts';
import { createReceiving, type Receiving } from '../engine/alerts/receiving.ts';
import { createAlerts, type Alerts } from '../engine/alerts/service.ts';
import { createWatchdogs, type Watchdogs } from '../engine/alerts/watchdogs.ts';
import { Standings } from '../engine/alerts/standing.ts';
import { blindNow } from '../engine/blindness/now.ts';
import { createBlindTimes, type BlindTimes } from '../engine/blindness/service.ts';
import { createAsk } from '../engine/changes/dns/ask.ts';
import { createDnsWatch, type DnsWatch } from '../engine/changes/dns/watch.ts';
import { systemResolvers } from '../engine/changes/dns/watched.ts';
import { isTooOld } from '../engine/changes/rules.ts';
import { createChanges, type Changes } from '../engine/changes/service.ts';
import { createIncidentKeeper } from '../engine/clocks/keeper.ts';
import { shownClock } from '../engine/clocks/due-clock.ts';
import { dueClocks } from '../engine/clocks/rules.ts';
import { factsOf, type ServiceBook } from '../engine/clocks/service-facts.ts';
import { createSetBack } from '../engine/clocks/set-back.ts';
import { createRuleFiles, type RuleFiles } from '../engine/detection/rule-file-watch.ts';
import { createDetection, type Detection } from '../engine/detection/service.ts';
import { eachOf } from '../engine/each-of.ts';
import { createEscalation } from '../engine/escalation/service.ts';
import { createEvidence, type Evidence } from '../engine/evidence/service.ts';
import { createImporter, type Importer } from '../engine/importing/service.ts';
import type { IncidentRecord } from '../engine/incidents/record.ts';
import { createIncidents, type Incidents } from '../engine/incidents/service.ts';
import type { Audit } from '../engine/journal/audit.ts';
import { HOLDFAST, type Journal } from '../engine/journal/journal.ts';
import { createJournal } from '../engine/journal/service.ts';
import type { Live } from '../engine/live.ts';
import { MARKED_FOR_MS, markableIncident, type Markable } from '../engine/marks/rules.ts';
import { createMarks } from '../engine/marks/service.ts';
import { createElsewhere, type Elsewhere } from '../engine/maintenance/elsewhere.ts';
import { createMaintenance, type Maintenance } from '../engine/maintenance/service.ts';
import { systemLookup } from '../engine/net/guarded-lookup.ts';
import type { Clock, Log, Random, ResolveSecrets } from '../engine/ports.ts';
import type { Problems } from '../engine/problems.ts';
import { removeTold, UPDATE_TABLES } from '../engine/messaging/updates/removal.ts';
import { createRetention, type Retention } from '../engine/retention/service.ts';
import { reviewFollower } from '../engine/review/follower.ts';
import { createPastCauses } from '../engine/review/past-causes.ts';
import { createReviews, type Reviews } from '../engine/review/service.ts';
import { createPastMaintenance } from '../engine/scorecard/past-maintenance.ts';
import { createScorecard, type ScorecardService } from '../engine/scorecard/service.ts';
import { createSides, type Sides } from '../engine/scorecard/sides.ts';
import { createSloHistory } from '../engine/scorecard/slo-history.ts';
import { searchFollower } from '../engine/search/follower.ts';
import { purgeIndex, purgeIndexStep } from '../engine/search/repo.ts';
import { createSearch, type Search } from '../engine/search/service.ts';
import type { Opinions } from '../engine/opinions/service.ts';
import type { RandomBytes } from '../engine/seats/rules.ts';
import type { Series } from '../engine/series/series-service.ts';
import { watchdogsOf } from '../engine/sources/alertmanager/watchdog.ts';
import type { Fed } from '../engine/sources/source.ts';
import { silenceFollower } from '../engine/silences/repo.ts';
import { createSilences, type Silences } from '../engine/silences/service.ts';
import { createShift, type Shift } from '../engine/shift/service.ts';
import type { ClockBreak } from '../engine/watch/clock-watch.ts';
import type { LongHistory } from '../engine/watch/long-history.ts';
import type { Watch } from '../engine/watch/watch.ts';
import type { Store } from '../store/store.ts';
import { createObservers } from './observers.ts';
import { createReviewFacts } from './review-facts.ts';
import { blindSources, evidenceSignal, historyOf, shownNumbers, signalsOf, viewsOf } from './watch-views.ts';

export interface IncidentCoreDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly live: Live;
  readonly problems: Problems;
  readonly random: Random;
  readonly randomBytes: RandomBytes;
  readonly resolveSecrets: ResolveSecrets;
  readonly series: Series;
  /** The configuration in use; asked anew each time. */
  readonly config: () => ResolvedConfig;
  /** False while none could be read, so that nothing is known of what it would name. */
  readonly isConfigured: () => boolean;
  readonly people: () => readonly Person[];
  readonly watch: () => Watch;
  readonly history: () => LongHistory;
  /** Tells every screen everything anew, and leaves nothing of what it was told before for one that comes back. */
  readonly tellAnew: () => void;
  /** Text of a file that the configuration names, relative to it. */
  readonly readFile: (file: string) => Promise<string>;
  readonly onRuleFile: Audit['ruleFileRead'];
  /** Runs of plans that charts of others may show. */
  readonly markedRuns: () => readonly Markable[];
}

/** Alerts, incidents and what keeps their clocks, wired to each other; decisions stand in the parts. */
export interface IncidentCore {
  readonly journal: Journal;
  readonly alerts: Alerts;
  readonly receiving: Receiving;
  readonly watchdogs: Watchdogs;
  readonly silences: Silences;
  /** Takes in what a source tells beside the values of signals. */
  takeFed(source: SourceId, fed: Fed): Promise<void>;
  readonly detection: Detection;
  readonly ruleFiles: RuleFiles;
  readonly incidents: Incidents;
  readonly reviews: Reviews;
  readonly search: Search;
  readonly retention: Retention;
  readonly scorecard: ScorecardService;
  readonly sides: Sides;
  readonly blindTimes: BlindTimes;
  readonly maintenance: Maintenance;
  readonly elsewhere: Elsewhere;
  readonly evidence: Evidence;
  readonly opinions: Opinions;
  readonly changes: Changes;
  readonly dnsWatch: DnsWatch;
  readonly shift: Shift;
  /** What a snapshot holds of all this. */
  snapshot(): Pick<Snapshot, 'incidents' | 'alerts' | 'alertCounts' | 'maintenance'>;
  everySecond(): void;
  /** After a suspend, a stall or a step of the clock: counts, health and due times must not be taken in by it. */
  clockBroke(broken: ClockBreak): void;
  isPrivate(incident: IncidentId): boolean;
  readonly importPast: Importer;
  close(): void;
}

/** Where everything fails at once, evidence is begun over some seconds rather than at the cost of telling what fires. */
const SERIES_BEGUN_A_SECOND = 50;
/** A source may tell of a thousand, anew each time: a few milliseconds' worth. */
const CHANGES_AT_ONCE = 100;
/** Resolved incidents are looked after this long for promises that are still owed. */
const OWED_FOR_MS = 30 * 86_400_000;

export function createIncidentCore(deps: IncidentCoreDeps): IncidentCore {
  const { clock, log, store, live, problems, config, watch, series } = deps;
  const db = { read: store.read, write: store.write };
  const journal = createJournal({ db, clock, randomBytes: deps.randomBytes, copies: ['incidents', 'incident_records', 'incident_causes', 'alerts', ...UPDATE_TABLES], purge: purgeIndex });
  const standings = new Standings();
  const services = (): readonly Service[] => watch().services();
  const policy = () => config().policy;
  /** As they were at the last look, once a second. */
  let openNow: readonly IncidentRecord[] = [];

  const serviceBook: ServiceBook = {
    standing: (service) => standings.of(service, clock.nowMs()),
    tier: (service) => config().services.find(({ id }) => id === service)?.tier ?? null,
  };
  const setBack = createSetBack();
  const clocks = (record: IncidentRecord) => setBack.follow(record.id, dueClocks(record, policy(), factsOf(record.services, serviceBook), clock.nowMs())).map(shownClock);
  const isPrivate = (incident: IncidentId): boolean => incidents.record(incident)?.private ?? false;

  const elsewhere = createElsewhere({ now: () => clock.nowMs(), isConfigured: (source) => watch().sourceConfig(source) !== null, unheard: () => watch().unheard() });
  const maintenance = createMaintenance({
    clock, log, journal,
    windows: () => config().maintenance,
    suppressed: (window, from, to) => alerts.suppressedIn(window, from, to),
    emit: (items) => live.emit('maintenance', { items }),
  });
  const alerts = createAlerts({
    db, clock, log, isPrivate,
    tellAnew: () => deps.tellAnew(),
    retentionMs: () => config().retention.rollupsMs,
    randomBytes: deps.randomBytes,
    emit: (event, data) => live.emit(event, data),
    taker: () => incidents,
    fired: (write, before, alert) => sides.fired(write, before, alert),
    suppressedBy: (service, at) => maintenance.suppressedBy(service, at),
  });
  const evidence = createEvidence({
    db, clock, log,
    signalsOf: (ids) => signalsOf(watch(), ids).map(evidenceSignal),
    samples: (signal, from, to) => series.samples(signal, from, to),
    liveSince: clock.nowMs(),
    history: (signal, from, to) => historyOf(watch(), clock, signal, from, to),
    record: (id) => incidents.record(id),
    append: (id, fact) => void incidents.append(id, [fact], { actor: HOLDFAST }),
  });
  const blindTimes = createBlindTimes({ db, clock, services, blindNow: (now) => blindNow(watch(), now) });
  const pastMaintenance = createPastMaintenance(journal, () => config().maintenance);
  const sides = createSides({
    db, clock, config,
    ruleNames: () => new Map([...ruleFiles.rules().map(({ id, name }) => [id, name] as const), ...detection.all().map(({ rule }) => [rule.rule, rule.summary ?? rule.writtenAs] as const)]),
    slos: createSloHistory({
      db, clock, config,
      timeZone: () => config().workspace.timeZone,
      maintenance: pastMaintenance.of,
      minutes: (signal, from, to) => series.minutes(signal, from, to),
      backfills: (signal) => series.backfills(signal),
      spacingMs: (signal) => watch().access(signal)?.sampleEveryMs ?? null,
    }),
  });
  const scorecard = createScorecard({
    clock,
    db: store.read,
    timeZone: () => config().workspace.timeZone,
    servicesOf: (tier) => config().services.filter((service) => service.tier === tier).map(({ id }) => id),
    services: () => config().services.map(({ id }) => id),
    blindTimes,
    record: (id) => incidents.record(id),
    underMaintenance: pastMaintenance.covers,
    onChanged: sides.changed,
  });
  const incidents = createIncidents({
    db, journal, clock, log, policy, services, clocks,
    people: deps.people,
    timeZone: () => config().workspace.timeZone,
    alerts: () => alerts,
    forgetUpdate: (seq) => void (store.write !== null && removeTold(store.write, seq, clock.nowMs())),
    shownNumbers: (ids) => shownNumbers(signalsOf(watch(), ids)),
    used: (record) => reviews.used(record),
    repeats: (record, viewer) => reviews.repeats(record, viewer),
    followers: [reviewFollower, silenceFollower, scorecard.follower, sides.follower, searchFollower],
    emit: (event, data) => live.emit(event, data),
    onHidden: () => deps.tellAnew(),
  });
  const watchdogs = createWatchdogs({ clock, configured: () => watchdogsOf(config().sources) });
  const receiving = createReceiving({
    clock, alerts,
    onProblem: (message) => tellProblem(problems, 'received', message),
    watchdogs,
    blind: () => watch().unheard(),
    note: (id, text) => void incidents.append(id, [{ type: 'note', data: {}, texts: { text } }], { actor: HOLDFAST }),
  });
  const silences = createSilences({
    db, clock, log, alerts, incidents,
    randomBytes: deps.randomBytes,
    silencers: () =>
      watch().sources().flatMap(({ id, name }) => {
        const silencer = watch().source(id)?.silencer;
        return silencer === undefined ? [] : [{ source: id, name, silencer }];
      }),
    ask: (source) => watch().askFeeds(source),
    emit: () => live.emit('silences', {}),
  });
  const escalation = createEscalation({
    clock, log,
    lookup: systemLookup(),
    resolveSecrets: deps.resolveSecrets,
    roster: () => config().roster,
    alarm: (incident, severity, at) => live.emit('alarm', { incident, severity, why: 'overdue', at: toRfc3339(at) }),
  });
  const keeper = createIncidentKeeper({
    clock, log, policy, escalation, setBack,
    open: () => openNow,
    resolved: () => incidents.closedSince(epochMs(clock.nowMs() - OWED_FOR_MS)),
    services: serviceBook,
    append: (id, facts, note) => incidents.append(id, facts, note),
    changed: (ids) => incidents.tellAgain(ids),
  });
  const observers = createObservers({ clock, live, series, config, watch, services, serviceBook, append: (id, facts, note) => void incidents.append(id, facts, note) });
  const marks = createMarks({
    clock, log,
    random: deps.random,
    marked: () => [...[...openNow, ...incidents.closedSince(epochMs(clock.nowMs() - MARKED_FOR_MS))].map(markableIncident), ...deps.markedRuns()],
    markers: () => watch().sources().flatMap(({ id, name }) => [watch().source(id)?.marker ?? []].flat().map((marker) => ({ name, marker }))),
    onProblem: (message) => (message === null ? problems.clear('marks') : problems.set('marks', 'warning', message)),
  });
  const detection = createDetection({
    clock, log, alerts,
    history: (signal, from, to, maxPoints) => deps.history().points(signal, { from, to }, maxPoints),
    onProblem: (message) => tellProblem(problems, 'alerts', message),
  });
  const ruleFiles = createRuleFiles({
    clock, log, alerts, services,
    readFile: deps.readFile,
    expressions: (source) => watch().source(source)?.expressions ?? null,
    sourceOffsetMs: (source) => watch().sources().find(({ id }) => id === source)?.clockOffsetMs ?? 0,
    onProblem: (file, message) => tellProblem(problems, `rules ${file}`, message),
    onRead: deps.onRuleFile,
  });
  const reviews = createReviews({
    db, clock, log, journal,
    people: deps.people,
    incidents: () => incidents,
    changes: (record) => changes.ofIncident(record).items,
    ...createReviewFacts({ clock, detection, ruleFiles, series, watch, isConfigured: deps.isConfigured, db: db.read, plans: () => config().continuity.plans }),
  });
  const retention = createRetention({
    db, clock, log, journal,
    keep: () => config().retention,
    record: (id) => incidents.record(id),
    append: (id, fact) => void incidents.append(id, [fact], { actor: HOLDFAST }),
    forgetWords: (id) => incidents.forgetWords(id),
    purgeStep: purgeIndexStep,
  });
  const withCauses = createPastCauses({ db, record: (id) => incidents.record(id) });
  const search = createSearch({ db, record: (id) => incidents.record(id), mustSee: (id, viewer) => incidents.mustSee(id, viewer) });
  const changes = createChanges({
    db, clock,
    services: () => config().services,
    openRecords: () => openNow,
    emit: (since) => live.emit('changes', { since: toRfc3339(since) }),
    onProblem: (message) => (message === null ? problems.clear('changes') : problems.set('changes', 'warning', message)),
  });
  const dnsWatch = createDnsWatch({
    db, clock, log,
    random: deps.random,
    ask: createAsk({ clock, randomBytes: deps.randomBytes }),
    resolvers: systemResolvers,
    take: (drafts) => void changes.take(drafts, HOLDFAST.name),
    onProblem: (message) => (message === null ? problems.clear('dns-watch') : problems.set('dns-watch', 'warning', message)),
  });
  const shift = createShift({
    journal, clock, isPrivate,
    picture: () => ({ incidents: incidents.snapshot(), blind: blindSources(watch()), maintenance: maintenance.list(), alerts: alerts.countsOutside(), problems: problems.list().map(({ level, message, since }: Problem) => ({ level, message, since })) }),
  });

  /** Evidence follows what changes of an incident: that it is open, its services, its onset. Looked at with the clocks, once a second. */
  const followed = new Map<IncidentId, number>();
  const followEvidence = (open: readonly IncidentRecord[]): void => {
    const ids = new Set(open.map(({ id }) => id));
    for (const id of followed.keys()) if (!ids.has(id)) followed.delete(id);
    let left = SERIES_BEGUN_A_SECOND;
    for (const { id, version } of open) {
      if (followed.get(id) === version) continue;
      left -= evidence.follow(id, left);
      if (left === 0) return;
      followed.set(id, version);
    }
  };

  return {
    takeFed: async (source, { alerts: told, silences: kept, downtimes: announced, changes: changed = [] }) => {
      if (told !== undefined) await receiving.takeAll(told.from, source, told.active, told.complete);
      if (kept !== undefined) silences.told(source, kept);
      if (announced !== undefined) elsewhere.told(source, announced);
      const drafts = changed.filter((draft) => !isTooOld(draft, clock.nowMs()));
      for (let from = 0; from < drafts.length; from += CHANGES_AT_ONCE) {
        if (from > 0) await breathe(clock);
        changes.take(drafts.slice(from, from + CHANGES_AT_ONCE), source);
      }
    },
    journal, alerts, receiving, watchdogs, silences, detection, ruleFiles, incidents, reviews, scorecard, sides, blindTimes, search, retention, maintenance, elsewhere, evidence, opinions: observers.opinions, changes, dnsWatch, shift, isPrivate,
    snapshot: () => ({ incidents: incidents.snapshot(), alerts: alerts.onStream(), alertCounts: alerts.counts(), maintenance: maintenance.near() }),
    importPast: createImporter({
      clock,
      services: () => config().services,
      known: (signature, title, startedAt) => incidents.known(signature, title, startedAt),
      write: (past, actor) => incidents.importPast(past, actor, withCauses),
      note: ({ file, ...data }, actor) => void journal.append(null, { type: 'incidentsImported', data, texts: { file } }, { actor }),
    }),
    everySecond: () =>
      eachOf([
        () => blindTimes.tick(),
        () => maintenance.tick(),
        () => ruleFiles.tick(),
        () => receiving.tick(),
        () => alerts.tick(),
        () => incidents.tellCounts(),
        () => {
          openNow = incidents.openRecords();
          const concerned = new Set(openNow.flatMap((record) => record.services));
          standings.look(services().filter(({ id }) => concerned.has(id)), (service) => viewsOf(watch(), service), alerts.active(), clock.nowMs());
        },
        () => keeper.tick(),
        ...observers.looks.map((look) => () => look(openNow)),
        () => marks.tick(),
        () => followEvidence(openNow),
        () => evidence.tick(),
        () => changes.tick(),
        () => sides.tick(),
        () => reviews.tick(),
        () => retention.tick(),
      ]),
    clockBroke: (broken) => {
      ruleFiles.interrupted();
      standings.interrupted(clock.nowMs());
      keeper.clockBroke(broken);
      observers.interrupted();
    },
    close: () => {
      ruleFiles.stop();
      marks.close();
      dnsWatch.stop();
      escalation.close();
      eachOf([() => alerts.tick(), () => evidence.flush(), () => blindTimes.close()]);
    },
  };
}

const tellProblem = (problems: Problems, id: string, message: string | null): void => (message === null ? problems.clear(id) : problems.set(id, 'error', message));
