/**
 * What `import … from 'electron'` finds when the built app runs on the stand-in. An import that is not here fails when the app is
 * loaded, and a property that is not here when it is used.
 */
export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { dialog, Menu, nativeImage, Notification, powerMonitor, powerSaveBlocker, safeStorage, shell, Tray } from './desktop-parts.ts';
export { ipcMain } from './ipc-main.ts';
export { screen } from './screen.ts';
export { protocol, session } from './session.ts';
export { webContents } from './web-contents.ts';
