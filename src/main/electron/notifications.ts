import { Notification, type BrowserWindow } from 'electron';
import { showsIncident, type Alarm, type Notice } from './alarm-notices.ts';
import type { StatusLine } from './status.ts';

/** A notification that nothing refers to may be collected, and its click is lost with it. */
const shown = new Set<Notification>();

interface Message {
  readonly title: string;
  readonly body: string;
  readonly critical: boolean;
  /** Makes no noise of its own. */
  readonly silent: boolean;
}

function show({ title, body, critical, silent }: Message, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body, silent, urgency: critical ? 'critical' : 'normal' });
  shown.add(notification);
  const forget = (): void => void shown.delete(notification);
  notification.on('click', () => {
    forget();
    onClick();
  });
  notification.on('close', forget);
  notification.show();
}

/**
 * Tells an alarm on the desktop, unless the window in front shows the incident. Open windows sound by their own rules (quiet hours,
 * silence), so the notification makes no noise beside them; without a window only a P0 does, which quiet hours never silence.
 */
export function notifyAlarm(notice: Notice, { incident }: Alarm, windows: readonly BrowserWindow[], open: (path: string) => void): void {
  if (windows.some((window) => window.isFocused() && showsIncident(window.webContents.getURL(), incident))) return;
  show({ title: notice.title, body: notice.body, critical: notice.severity !== 'P2', silent: windows.length > 0 || notice.severity !== 'P0' }, () => open(notice.path));
}

const WORTH_TELLING: ReadonlySet<StatusLine['kind']> = new Set(['P0', 'P1', 'blind']);

/**
 * One notification per service that has newly come to demand attention without an incident that says so, and one when the whole
 * goes blind; none when it gets better.
 */
export function notifyChanges(now: StatusLine, before: StatusLine | null, open: (path?: string) => void, windows: () => readonly BrowserWindow[]): void {
  if (before === null) return;
  const tell = (title: string, onClick: () => void): void => show({ title, body: now.text, critical: true, silent: false }, onClick);
  const known = new Map(before.demanding.map((service) => [service.id, service.kind]));
  for (const service of now.demanding) if (!service.inIncident && known.get(service.id) !== service.kind) tell(`${service.kind}: ${service.name}`, () => open(`/service/${encodeURIComponent(service.id)}`));
  const wentBlind = before.heard ? !now.heard || (now.kind === 'blind' && before.kind !== 'blind' && now.demanding.length === 0) : false;
  if (wentBlind) tell(`${now.workspace} is blind`, () => open());
  if (WORTH_TELLING.has(now.kind)) for (const window of windows()) if (!window.isFocused()) window.flashFrame(true);
}
