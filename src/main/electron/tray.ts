import { Menu, nativeImage, Notification, Tray, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import type { StatusLine } from './status.ts';

export interface TrayActions {
  readonly show: (path?: string) => void;
  readonly openWalls: () => void;
  readonly closeWalls: () => void;
  readonly quit: () => void;
}

export interface StatusTray {
  update(status: StatusLine): void;
  destroy(): void;
}

/** The overall status beside the system's clock: a shape per state, the words in the tooltip and as the menu's first line. */
export function createTray(iconFolder: string, actions: TrayActions): StatusTray {
  const image = (kind: StatusLine['kind']): Electron.NativeImage => nativeImage.createFromPath(join(iconFolder, `tray-${kind}.png`));
  const tray = new Tray(image('noData'));
  const menu = (status: StatusLine | null): Menu =>
    Menu.buildFromTemplate([
      { label: status === null ? 'Holdfast' : `${status.workspace}: ${status.text}`, enabled: false },
      ...(status?.demanding ?? []).slice(0, 5).map((service) => ({ label: `${service.kind} ${service.name}`, click: () => actions.show(`/service/${encodeURIComponent(service.id)}`) })),
      { type: 'separator' },
      { label: 'Show Holdfast', click: () => actions.show() },
      { label: 'Open a wall on every display', click: () => actions.openWalls() },
      { label: 'Close the walls', click: () => actions.closeWalls() },
      { type: 'separator' },
      { label: 'Quit Holdfast', click: () => actions.quit() },
    ]);
  tray.setToolTip('Holdfast');
  tray.setContextMenu(menu(null));
  tray.on('click', () => actions.show());
  return {
    update: (status) => {
      tray.setImage(image(status.kind));
      tray.setToolTip(`${status.workspace}: ${status.text}`);
      tray.setContextMenu(menu(status));
    },
    destroy: () => tray.destroy(),
  };
}

const WORTH_TELLING: ReadonlySet<StatusLine['kind']> = new Set(['P0', 'P1', 'blind']);

/** One notification per service that has newly come to demand attention, and one when the whole goes blind; none when it gets better. */
export function notifyChanges(now: StatusLine, before: StatusLine | null, show: (path?: string) => void, windows: () => BrowserWindow[]): void {
  if (!Notification.isSupported() || before === null) return;
  const known = new Map(before.demanding.map((service) => [service.id, service.kind]));
  for (const service of now.demanding) if (known.get(service.id) !== service.kind) tell(`${service.kind}: ${service.name}`, now.text, () => show(`/service/${encodeURIComponent(service.id)}`));
  const wentBlind = before.heard ? !now.heard || (now.kind === 'blind' && before.kind !== 'blind' && now.demanding.length === 0) : false;
  if (wentBlind) tell(`${now.workspace} is blind`, now.text, () => show());
  if (WORTH_TELLING.has(now.kind)) for (const window of windows()) if (!window.isFocused()) window.flashFrame(true);
}

function tell(title: string, body: string, onClick: () => void): void {
  const notification = new Notification({ title, body, urgency: 'critical' });
  notification.on('click', onClick);
  notification.show();
}
