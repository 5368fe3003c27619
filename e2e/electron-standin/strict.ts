import { EventEmitter } from 'node:events';

/** Asked of any value by Node itself: inspection, promises, JSON, module namespaces. */
const NOT_API: ReadonlySet<string> = new Set(['then', 'toJSON', 'constructor', 'inspect', 'asymmetricMatch', '$$typeof', 'nodeType']);

/** A thing that says at once when it is asked for what it does not have: a silent `undefined` would let a test pass for nothing. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get: (object, key) => {
      if (typeof key === 'string' && !(key in object) && !NOT_API.has(key)) throw new Error(`the Electron stand-in has no ${name}.${key}`);
      const value: unknown = Reflect.get(object, key, object);
      // Private fields live on the target, so methods must not be called on the proxy.
      return typeof value === 'function' && typeof key === 'string' && !/^[A-Z]/.test(key) ? (value as (...args: unknown[]) => unknown).bind(object) : value;
    },
    set: (object, key, value) => {
      if (typeof key === 'string' && !(key in object)) throw new Error(`the Electron stand-in has no ${name}.${key}`);
      return Reflect.set(object, key, value, object);
    },
  });
}

/** An emitter that knows which events it can be asked for. Those in `never` exist in Electron, and this stand-in never emits them. */
export class StrictEmitter extends EventEmitter {
  readonly #name: string;
  readonly #known: ReadonlySet<string>;

  constructor(name: string, known: readonly string[], never: readonly string[] = []) {
    super();
    this.#name = name;
    this.#known = new Set([...known, ...never]);
  }

  override on(event: string, listener: (...args: never[]) => void): this {
    this.#check(event);
    return super.on(event, listener as (...args: unknown[]) => void);
  }

  override once(event: string, listener: (...args: never[]) => void): this {
    this.#check(event);
    return super.once(event, listener as (...args: unknown[]) => void);
  }

  override emit(event: string, ...args: unknown[]): boolean {
    this.#check(event);
    return super.emit(event, ...args);
  }

  #check(event: string): void {
    if (!this.#known.has(event) && event !== 'newListener' && event !== 'removeListener') throw new Error(`the Electron stand-in has no event '${event}' of ${this.#name}`);
  }
}

export interface PreventableEvent {
  defaultPrevented: boolean;
  preventDefault(): void;
}

/** An event object as Electron hands it out; details are its own properties. */
export function preventable<T extends object>(details: T): T & PreventableEvent {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  };
  return event;
}
