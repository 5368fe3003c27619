import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { TrayActions } from './tray.ts';

/** The native menu: what the system expects, and the walls. Navigation and settings live in the page. */
export function setMenu(actions: TrayActions): void {
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      { label: 'Settings', accelerator: 'CmdOrCtrl+,', click: () => actions.show('/settings') },
      { type: 'separator' },
      { label: 'Quit Holdfast', accelerator: 'CmdOrCtrl+Q', click: () => actions.quit() },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      { label: 'Wall', accelerator: 'CmdOrCtrl+1', click: () => actions.show('/wall') },
      { label: 'Open a wall on every display', click: () => actions.openWalls() },
      { label: 'Close the walls', click: () => actions.closeWalls() },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      ...(app.isPackaged ? [] : ([{ type: 'separator' }, { role: 'toggleDevTools' }] satisfies MenuItemConstructorOptions[])),
    ],
  };
  Menu.setApplicationMenu(Menu.buildFromTemplate([...mac, file, { role: 'editMenu' }, view, { role: 'windowMenu' }]));
}
