export const BINDING = '__electronStandin';
export const DELIVER = '__electronStandinDeliver';

/**
 * Text of an init script that plays `electron` to a preload script: in the top frame only, before anything of the page runs. There
 * is one world here; what it exposes is cloned on the way, as the context bridge does, and frozen.
 */
export function preloadScript(source: string): string {
  return `(() => {
  const call = window[${JSON.stringify(BINDING)}];
  if (window !== window.top || location.href === 'about:blank' || call === undefined) return;
  const listeners = new Map();
  const known = (name, object) => new Proxy(object, { get: (target, key) => { if (typeof key === 'string' && !(key in target)) throw new Error('the Electron stand-in has no ' + name + '.' + key); return target[key]; } });
  Object.defineProperty(window, ${JSON.stringify(DELIVER)}, { value: (channel, args) => { for (const listener of [...(listeners.get(channel) ?? [])]) listener({ sender: null }, ...args); } });
  const ipcRenderer = known('ipcRenderer', {
    invoke: async (channel, ...args) => {
      const answer = await call('invoke', channel, structuredClone(args));
      if (!answer.ok) throw new Error("Error invoking remote method '" + channel + "': " + answer.message);
      return answer.value;
    },
    send: (channel, ...args) => void call('send', channel, structuredClone(args)),
    on: (channel, listener) => void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    removeListener: (channel, listener) => void listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener)),
  });
  const across = (value) => {
    if (typeof value === 'function') return (...args) => across(value(...args.map(across)));
    if (value instanceof Promise) return value.then(across);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return Object.freeze(value.map(across));
    const kind = Object.getPrototypeOf(value);
    return kind === Object.prototype || kind === null ? Object.freeze(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, across(part)]))) : structuredClone(value);
  };
  const contextBridge = known('contextBridge', { exposeInMainWorld: (key, api) => Object.defineProperty(window, key, { value: across(api), enumerable: true }) });
  for (const [type, name] of [['pointerdown', 'mouseDown'], ['pointerup', 'mouseUp'], ['keydown', 'rawKeyDown'], ['keyup', 'keyUp']])
    window.addEventListener(type, (event) => { if (event.isTrusted) void call('input', name, []); }, { capture: true });
  const electron = known('electron', { contextBridge, ipcRenderer });
  const require = (name) => { if (name !== 'electron') throw new Error('a sandboxed preload may not require ' + name); return electron; };
  const module = { exports: {} };
  ((require, module, exports) => {
${source}
  })(require, module, module.exports);
})();`;
}
