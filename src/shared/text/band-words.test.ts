import { describe, expect, it } from 'vitest';
import { Incident, IncidentClock } from '../model/incident.ts';
import { overallState, type EngineView, type StateKind, type TileState } from '../model/state.ts';
import { epochMs, toRfc3339, type EpochMs } from '../model/units.ts';
import { asksForCommander, decisionWords, PRIVATE_TITLE, promiseWords, recoveryWords, rolesWords, shownTitle } from './band-words.ts';
import { headlineOf } from './headline.ts';

const T0 = Date.UTC(2026, 10, 21, 14, 0, 0);
const at = (seconds: number): EpochMs => epochMs(T0 + seconds * 1_000);
const text = (seconds: number) => toRfc3339(at(seconds));
const ADA = { kind: 'person' as const, id: 'ada', name: 'Ada' };

const clock = (given: Partial<IncidentClock>): IncidentClock =>
  IncidentClock.parse({ id: 'x', kind: 'update', name: 'Public update', audience: 'public', startedAt: text(0), amberAt: null, dueAt: text(900), confirmed: true, promised: false, ...given });
const when = (given: Partial<IncidentClock> = {}): IncidentClock => clock({ id: 'when', kind: 'when', audience: null, amberAt: text(600), dueAt: text(900), ...given });

const incident = (given: Partial<Incident> = {}): Incident =>
  Incident.parse({
    id: 'INC-2026-0042', title: 'Checkout API: 99 % errors', severity: 'P0', kind: null, state: 'detected', standing: 'declared', origin: 'rule', services: ['checkout'], impactStartedAt: text(0), noEarlierThan: false,
    detectedAt: text(30), declaredAt: text(40), acknowledgedAt: null, mitigatedAt: null, resolvedAt: null, impactEndedAt: null, isDrill: false, private: false, highestSeverity: 'P0', signature: null, reopened: 0, roles: [],
    vacantRoles: [], warRoom: null, clocks: [], decision: null, healthQuestion: null, firingAlerts: 1, openActions: 0, held: false, mergedInto: null, version: 1, changedAt: text(40), ...given,
  });

describe('what a wall says of an incident', () => {
  it('names no private one', () => {
    expect(shownTitle(incident({ private: true, title: 'Keys of Acme stolen' }))).toBe(PRIVATE_TITLE);
    expect(shownTitle(incident({ title: 'a\u202Eb\nc' }))).toBe('ab c');
  });

  it.each<[string, Partial<Incident>, string | null, string | null]>([
    ['a required commander that nobody is', { vacantRoles: ['engineer', 'incidentCommander'] }, 'no commander, no engineer', null],
    ['a commander that nobody asks for', {}, null, 'no commander'],
    ['a commander by name, and what is missing beside', { roles: [{ role: 'incidentCommander', person: 'ada', name: 'Ada', since: text(60), offeredTo: null }], vacantRoles: ['communicationsLead'] }, 'no communications lead', 'commander Ada'],
  ])('tells %s', (_, given, vacant, commander) => {
    const words = rolesWords(incident(given));
    expect([words.vacant?.text ?? null, words.commander?.text ?? null]).toEqual([vacant, commander]);
  });

  it('does not miss the commander twice', () => {
    const given = incident({ vacantRoles: ['incidentCommander', 'engineer'], clocks: [clock({ kind: 'commander', audience: null })] });
    expect(rolesWords(given, asksForCommander(given)).vacant?.text).toBe('no engineer');
    expect(asksForCommander(incident({ clocks: [clock({})] }))).toBe(false);
  });

  it.each<[string, Partial<IncidentClock>, number, string, string]>([
    ['in minutes', {}, 650, 'next public update in 04:10', 'quiet'],
    ['rounded up', {}, 899.6, 'next public update in 00:01', 'quiet'],
    ['amber where the clock says so', { amberAt: text(600) }, 650, 'next public update in 04:10', 'warn'],
    ['at the very instant', {}, 900, 'public update due now', 'alert'],
    ['overdue', {}, 1_030, 'public update overdue by 02:10', 'alert'],
    ['an acknowledgement', { kind: 'acknowledge', audience: null }, 840, 'acknowledge in 01:00', 'quiet'],
    ['an overdue commander', { kind: 'commander', audience: null }, 960, 'commander overdue by 01:00', 'alert'],
    ['an obligation by its name', { kind: 'obligation', audience: null, name: 'DORA: initial notification', dueAt: text(14_400) }, 0, 'DORA: initial notification in 4 h 0 min', 'quiet'],
  ])('promises %s', (_, given, now, words, tone) => expect(promiseWords(incident({ clocks: [when(), clock(given)] }), at(now))).toEqual({ text: words, tone }));

  it('tells the nearest promise only, and never the decision as one', () => {
    const clocks = [clock({ audience: 'internal', dueAt: text(1_800) }), clock({}), when({ dueAt: text(10) })];
    expect(promiseWords(incident({ clocks }), at(0))?.text).toBe('next public update in 15:00');
    expect(promiseWords(incident({ clocks: [when()] }), at(0))).toBeNull();
  });

  const hold = (reaskAt: string | null) => ({ choice: 'hold' as const, reason: 'canary first', reaskAt, at: text(700), by: ADA });
  it.each<[string, Partial<Incident>, number, string | null, string?]>([
    ['nothing without the clock', {}, 0, null],
    ['calmly before amber', { clocks: [when()] }, 440, 'DECISION DUE IN 07:40', 'quiet'],
    ['amber from its instant on', { clocks: [when()] }, 600, 'DECISION DUE IN 05:00', 'warn'],
    ['the last second', { clocks: [when()] }, 899.999, 'DECISION DUE IN 00:01', 'warn'],
    ['due', { clocks: [when()] }, 900.001, 'DECISION DUE NOW', 'alert'],
    ['overdue', { clocks: [when()] }, 972, 'DECISION OVERDUE 01:12', 'alert'],
    ['what cannot be confirmed', { clocks: [when({ confirmed: false })] }, 440, 'DECISION DUE IN 07:40, cannot be confirmed', 'quiet'],
    ['a decision to hold', { clocks: [when({ amberAt: text(1_200), dueAt: text(1_500) })], decision: hold(text(1_500)) }, 900, 'decided: hold until 14:25 UTC', 'quiet'],
    ['a hold without a time, which the clock asks again', { clocks: [when({ amberAt: text(1_300), dueAt: text(1_600) })], decision: hold(null) }, 900, 'decided: hold until 14:26 UTC', 'quiet'],
    ['a hold that comes near its end', { clocks: [when({ amberAt: text(1_200), dueAt: text(1_500) })], decision: hold(text(1_500)) }, 1_440, 'held, DECISION DUE IN 01:00', 'warn'],
    ['a hold that has run out', { clocks: [when({ dueAt: text(1_500), amberAt: text(1_200) })], decision: hold(text(1_500)) }, 1_572, 'DECISION OVERDUE 01:12', 'alert'],
    ['a new outage, for which an earlier decision does not count', { clocks: [when({ startedAt: text(2_000), amberAt: text(2_600), dueAt: text(2_900) })], decision: { ...hold(null), choice: 'execute' } }, 2_100, 'DECISION DUE IN 13:20', 'quiet'],
    ['the same after a hold', { clocks: [when({ startedAt: text(2_000), amberAt: text(2_600), dueAt: text(2_900) })], decision: hold(text(1_500)) }, 2_100, 'DECISION DUE IN 13:20', 'quiet'],
    ['a decision whose clock has ended', { decision: { ...hold(null), choice: 'execute' } }, 2_000, 'decided: execute the plan', 'quiet'],
  ])('tells the decision: %s', (_, given, now, words, tone = 'quiet') => expect(decisionWords(incident(given), at(now))).toEqual(words === null ? null : { text: words, tone }));

  it('says that it is not over when the data are well again', () => {
    const now = at(3_000);
    expect(recoveryWords(incident({ firingAlerts: 0, impactEndedAt: text(1_860) }), now)).toBe('recovered since 14:31:00 UTC, not resolved');
    expect(recoveryWords(incident({ firingAlerts: 0, mitigatedAt: text(1_860) }), now)).toBe('mitigated since 14:31:00 UTC, not resolved');
    expect(recoveryWords(incident({ firingAlerts: 0 }), now)).toBe('no alert fires now, not resolved');
    expect(recoveryWords(incident({ firingAlerts: 0, origin: 'customer' }), now)).toBeNull();
    expect(recoveryWords(incident({ firingAlerts: 2, impactEndedAt: text(1_860) }), now)).toBeNull();
  });
});

describe('the first words of a screen', () => {
  const LIVE: EngineView = { state: 'live', since: null };
  const RANK: Readonly<Record<StateKind, number>> = { P0: 0, P1: 1, blind: 2, P2: 3, late: 5, noData: 6, maintenance: 7, ok: 8 };
  const tile = (kind: StateKind): TileState => ({ kind, rank: RANK[kind], demands: false, since: null, confirmed: true, troubles: [], maintenance: null, was: null });
  const say = (kinds: readonly StateKind[], incidents: readonly Incident[], engine: EngineView = LIVE) => {
    const { kind, word } = headlineOf(overallState(kinds.map(tile), engine), incidents);
    return `${kind}: ${word}`;
  };
  const recovered = incident({ firingAlerts: 0, impactEndedAt: text(900) });
  const customer = incident({ origin: 'customer', firingAlerts: 0, severity: 'P1' });

  it.each<[string, readonly StateKind[], readonly Incident[], string]>([
    ['all well without incidents', ['ok', 'ok'], [], 'ok: all well'],
    ['the tiles where they say it', ['P0', 'ok'], [incident()], 'P0: 1 P0'],
    ['an incident that is graver than every tile', ['P1'], [incident()], 'P0: 1 P0 incident'],
    ['what customers report although every tile is well', ['ok'], [customer, customer], 'P1: 2 P1 incidents'],
    ['what has recovered and is not resolved', ['ok', 'ok'], [recovered], 'P2: 1 incident open'],
    ['a warning before a recovered incident', ['late'], [recovered], 'late: 1 late'],
    ['a proposal that nobody has judged', ['ok'], [incident({ standing: 'proposed', firingAlerts: 0 })], 'P2: 1 proposed'],
    ['a private one', ['ok'], [incident({ private: true, firingAlerts: 0, services: [] })], 'P0: 1 P0 incident'],
    ['a drill by its name', ['ok'], [incident({ isDrill: true })], 'ok: drill running'],
    ['an incident where nothing is watched', [], [customer], 'P1: 1 P1 incident'],
  ])('tell %s', (_, kinds, incidents, words) => expect(say(kinds, incidents)).toBe(words));

  it('never say that all is well while an incident is open', () => {
    for (const kind of ['ok', 'maintenance'] as const)
      for (const standing of ['proposed', 'declared'] as const)
        for (const isDrill of [true, false]) for (const each of [recovered, customer, incident()]) expect(say([kind], [{ ...each, standing, isDrill }])).not.toContain('all well');
  });

  it('are blind where a source tells nothing that no tile would show, unless something graver is known', () => {
    const deaf = [{ name: 'Alertmanager', since: text(60) }];
    const words = (kinds: readonly StateKind[], incidents: readonly Incident[] = [], sources = deaf) => headlineOf(overallState(kinds.map(tile), LIVE), incidents, sources);
    expect(words(['ok', 'ok'])).toEqual({ kind: 'blind', word: 'Alertmanager blind', since: at(60) });
    expect(words([], [], [...deaf, { name: 'Grafana', since: text(30) }])).toEqual({ kind: 'blind', word: '2 sources blind', since: at(30) });
    expect([words(['late']), words(['maintenance']), words(['ok'], [recovered])].map(({ kind }) => kind)).toEqual(['blind', 'blind', 'blind']);
    expect([words(['P2']), words(['P0']), words(['ok'], [incident()])].map(({ kind }) => kind)).toEqual(['P2', 'P0', 'P0']);
  });

  it('are blind when the engine is silent, whatever was open', () => expect(say(['ok'], [incident()], { state: 'stopped', since: null })).toBe('blind: blind'));

  it('count from the impact of the oldest of the gravest', () => {
    const both = [incident({ impactStartedAt: text(120) }), incident({ impactStartedAt: text(60) }), incident({ severity: 'P1', impactStartedAt: text(0) })];
    expect(headlineOf(overallState([tile('ok')], LIVE), both).since).toBe(at(60));
    expect(headlineOf(overallState([{ ...tile('P0'), since: at(90) }], LIVE), both)).toEqual({ kind: 'P0', word: '1 P0', since: at(60) });
    expect(headlineOf(overallState([{ ...tile('P0'), since: at(30) }], LIVE), both).since).toBe(at(30));
  });
});
