interface AppWindow {
  close(): void;
  isDestroyed(): boolean;
}

const windows = new Set<AppWindow>();
let focused: AppWindow | null = null;

/** All windows there are; apart from both, because the app and its windows know each other. */
export const windowsOfApp = {
  add: (window: AppWindow): void => void windows.add(window),
  remove: (window: AppWindow): void => {
    windows.delete(window);
    if (focused === window) focused = null;
  },
  all: (): AppWindow[] => [...windows],
  focus: (window: AppWindow): void => void (focused = window),
  focused: (): AppWindow | null => focused,
};
