import { Menu, nativeImage, Tray } from 'electron';
import { join } from 'node:path';
import type { IncidentLine, StatusLine } from './status.ts';

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

/** A menu is no list: the gravest few, then the services. */
const NAMED = 5;
const incidentLabel = ({ id, severity, title, isDrill }: IncidentLine): string => `${isDrill ? 'DRILL ' : ''}${severity} ${id}: ${title}`;

/** The overall status beside the system's clock: a shape per state, the words in the tooltip and as the menu's first line. */
export function createTray(iconFolder: string, actions: TrayActions): StatusTray {
  const image = (kind: StatusLine['kind']): Electron.NativeImage => nativeImage.createFromPath(join(iconFolder, `tray-${kind}.png`));
  const tray = new Tray(image('noData'));
  const menu = (status: StatusLine | null): Menu =>
    Menu.buildFromTemplate([
      { label: status === null ? 'Holdfast' : `${status.workspace}: ${status.text}`, enabled: false },
      ...(status?.incidents ?? []).slice(0, NAMED).map((incident) => ({ label: incidentLabel(incident), click: () => actions.show(`/incidents/${incident.id}`) })),
      ...(status?.demanding ?? []).slice(0, NAMED).map((service) => ({ label: `${service.kind} ${service.name}`, click: () => actions.show(`/service/${encodeURIComponent(service.id)}`) })),
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
