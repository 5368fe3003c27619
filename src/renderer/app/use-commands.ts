import { useLocation } from 'wouter';
import type { Incident } from '../../shared/model/incident.ts';
import { PLAN_KIND_WORD } from '../../shared/text/continuity-words.ts';
import { plain } from '../../shared/text/plain.ts';
import { shownTitle } from '../../shared/text/band-words.ts';
import { useRights } from '../features/session/index.ts';
import { sheetAddress } from '../lib/armed.ts';
import { useIncidents, useLive, useLiveStore, useServices, useWorkspace } from '../lib/live-store.ts';
import { screenSound } from '../lib/screen-sound.ts';
import { toggleSilence, useAlarmSound } from '../lib/use-alarm-sound.ts';
import { useCall, useCallMutation } from '../platform/use-call.ts';
import { useColourScheme } from '../ui/ThemeProvider.tsx';
import { useKiosk } from '../wall/use-kiosk.ts';
import { has } from './features.ts';
import type { Command } from './palette-search.ts';

/** The screens that exist beside the wall, each under the words people look for. */
const SCREENS: readonly (readonly [there: boolean, id: string, label: string, path: string])[] = [
  [has.incidents, 'incidents', 'Incidents', '/incidents'],
  [has.compose, 'compose', 'Compose: status updates and what became of them', '/compose'],
  [has.continuity, 'continuity', 'Continuity: plans, drills and runs', '/continuity'],
  [has.continuity, 'runs', 'Runs of plans', '/continuity/runs'],
  [has.continuity, 'new-plan', 'New plan', '/continuity/new'],
  [has.continuity, 'card', 'Contact and plan card, to print', '/continuity/card'],
  [has.search, 'search', 'Search history', '/search'],
  [has.search, 'fixes', 'How incidents were fixed', '/search?in=fix'],
  [has.shift, 'shift', 'Hand over the shift', '/shift'],
  [has.scorecard, 'scorecard', 'Scorecard', '/scorecard'],
  [has.review, 'review', 'Reviews', '/review'],
  [has.review, 'corrective-actions', 'Corrective actions', '/review?tab=actions'],
  [has.review, 'causes', 'Causes of incidents', '/review?tab=causes'],
  [has.rules, 'rules', 'Rules', '/rules'],
  [has.records, 'maintenance', 'Maintenance', '/maintenance'],
  [has.records, 'silences', 'Silences', '/silences'],
  [has.records, 'import', 'Import past incidents', '/import'],
  [has.records, 'audit', 'Audit', '/audit'],
  [has.settings, 'settings', 'Settings', '/settings'],
  [has.settings, 'source-health', 'Source health', '/settings'],
  [has.settings, 'connect', 'Connect a source', '/settings/connect'],
  [has.settings, 'webhooks', 'Webhooks: what others send here', '/settings/webhooks'],
];

/** What can be done about the open incidents without going to them. */
function useIncidentCommands(): readonly Command[] {
  const [, navigate] = useLocation();
  const incidents = useIncidents();
  const rights = useRights();
  const act = useCallMutation('incidents.act');
  const silences = useCall('silences.list', {}, { enabled: has.incidents && incidents.length > 0 });
  if (!has.incidents) return [];
  const mayOperate = rights.may('operate');
  const keeps = (silences.data?.sources.length ?? 0) > 0;
  const open = (incident: Incident) => () => navigate(`/incidents/${incident.id}`);
  /** Where it cannot be done at once (a PIN, a conflict) the incident's own page says why. */
  const doing = (incident: Incident, action: 'acknowledge' | 'command') => () =>
    act.mutate({ id: incident.id, action: action === 'acknowledge' ? { type: 'acknowledge' } : { type: 'takeRole', role: 'incidentCommander' } }, { onError: open(incident) });
  const declared = incidents.filter(({ standing }) => standing === 'declared');
  const commands = (incident: Incident): readonly Command[] => [
    ...(incident.state === 'detected' ? [{ id: `acknowledge-${incident.id}`, label: `Acknowledge ${incident.id}`, kind: incident.severity, run: doing(incident, 'acknowledge') }] : []),
    ...(keeps && !incident.isDrill ? [{ id: `silence-${incident.id}`, label: `Silence the alerts of ${incident.id}`, kind: incident.severity, run: () => navigate(`/incidents/${incident.id}?ask=silence`) }] : []),
    ...(incident.roles.some(({ role }) => role === 'incidentCommander') ? [] : [{ id: `command-${incident.id}`, label: `Take command of ${incident.id}`, kind: incident.severity, run: doing(incident, 'command') }]),
  ];
  return [
    ...incidents.map((incident) => ({ id: incident.id, label: `${incident.id} ${shownTitle(incident, 80)}`, kind: `${incident.standing === 'proposed' ? 'proposed ' : ''}${incident.severity}`, run: open(incident) })),
    ...(mayOperate ? declared.flatMap(commands) : []),
    ...(mayOperate ? [{ id: 'declare', label: 'Declare an incident', kind: 'Action', run: () => navigate('/incidents/new') }] : []),
  ];
}

/** Plans: looked at, armed on their sheet, and all of them held. Arming is held there; a name in a list starts nothing. */
function usePlanCommands(): readonly Command[] {
  const [, navigate] = useLocation();
  const rights = useRights();
  const lever = useLive((state) => state.continuity.lever);
  const known = useWorkspace() !== null;
  const plans = useCall('plans.list', { limit: 1_000 }, { enabled: has.continuity && known }).data?.items ?? [];
  if (!has.continuity) return [];
  const mayOperate = rights.may('operate');
  const go = (path: string) => () => navigate(path);
  return [
    ...(mayOperate && plans.length > 0 && lever === null ? [{ id: 'hold-all', label: 'Hold all plans: nothing begins, nothing goes on', kind: 'Lever', run: go('/continuity?ask=hold') }] : []),
    ...plans.flatMap(({ id, name, kind }): Command[] => [
      { id: `plan-${id}`, label: plain(name, 80), kind: `Plan, ${PLAN_KIND_WORD[kind].toLowerCase()}`, run: go(`/continuity/plans/${id}`) },
      ...(mayOperate ? [{ id: `arm-${id}`, label: `Arm ${plain(name, 80)}`, kind: 'Sheet', run: go(sheetAddress(id, 'live')) }, { id: `dry-${id}`, label: `Dry run of ${plain(name, 80)}`, kind: 'Sheet', run: go(sheetAddress(id, 'dry-run')) }] : []),
    ]),
  ];
}

/** What was typed, looked for in everything that was written down; null where nothing was, or nothing can be searched. */
export function useHistoryCommand(typed: string): Command | null {
  const [, navigate] = useLocation();
  const words = typed.trim();
  return words === '' || !has.search ? null : { id: 'search-history', label: `Search history for “${plain(words, 80)}”`, kind: 'Search', run: () => navigate(`/search?${new URLSearchParams({ q: words }).toString()}`) };
}

/** Everything the palette offers now: incidents, screens, services, actions. */
export function useCommands(): readonly Command[] {
  const [, navigate] = useLocation();
  const live = useLiveStore();
  const services = useServices();
  const sound = useAlarmSound();
  const incidents = useIncidentCommands();
  const plans = usePlanCommands();
  const [scheme, setScheme] = useColourScheme();
  const [kiosk, setKiosk] = useKiosk();
  const go = (path: string) => () => navigate(path);
  const light = scheme === 'light';
  return [
    ...incidents,
    { id: 'wall', label: 'Wall', kind: 'Screen', run: go('/wall') },
    ...SCREENS.filter(([there]) => there).map(([, id, label, path]): Command => ({ id, label, kind: 'Screen', run: go(path) })),
    { id: 'kiosk', label: kiosk ? 'Leave kiosk mode' : 'Kiosk mode', kind: 'Action', run: () => setKiosk(!kiosk) },
    { id: 'silence', label: sound.state === 'silenced' ? 'Let this screen sound again' : 'Silence this screen for ten minutes', kind: 'Action', run: () => toggleSilence(live) },
    { id: 'sound', label: 'Test the sound', kind: 'Action', run: () => void screenSound().test(live.engineNow()) },
    { id: 'theme', label: light ? 'Dark colours' : 'Light colours', kind: 'Action', run: () => setScheme(light ? 'dark' : 'light') },
    ...plans,
    ...services.map((service): Command => ({ id: `service-${service.id}`, label: plain(service.name, 80), kind: `Service, tier ${service.tier}`, run: go(`/service/${service.id}`) })),
  ];
}
