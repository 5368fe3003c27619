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
  blur: (window: AppWindow): void => {
    if (focused === window) focused = null;
  },
  focused: (): AppWindow | null => focused,
};
