import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import type { LiveEvent } from '../../shared/contract/events.ts';
import type { PrintSheet } from '../../shared/contract/bridge.ts';
import type { Left, OutFile } from '../../shared/model/out-file.ts';
import type { Result } from '../../shared/model/result.ts';
import type { LinkStatus } from '../../shared/client/follow-sse.ts';

/** Calls the engine. Never rejects: whatever goes wrong on the way is a failed result. */
export type Client = <N extends CallName>(name: N, input: CallInput<N>) => Promise<Result<CallOutput<N>>>;

export interface LiveListener {
  event(event: LiveEvent): void;
  status(status: LinkStatus): void;
}

export interface LiveConnection {
  /** Starts the stream; the function returned ends it for good. */
  open(listener: LiveListener): () => void;
  /** Events that could not be understood since the page was opened; they were dropped. */
  badEvents(): number;
}

/** What the window around the page can do. */
export interface Shell {
  readonly kind: 'desktop' | 'browser';
  /** Opens an http(s) address outside Holdfast; anything else is ignored. */
  openExternal(url: string): void;
  /** Rejects where the window refuses; a browser wants a person's gesture first. */
  setFullscreen(on: boolean): Promise<void>;
  isFullscreen(): boolean;
  onFullscreen(listener: (on: boolean) => void): () => void;
  /** Keeps the display awake while the function returned has not been called; does nothing where that cannot be done. */
  keepAwake(): () => void;
}

/** How a page becomes paper. What is on it, its size and its margins are said by `ui/print.css`. */
export interface Printing {
  /** A PDF file straight away, or the print dialog of a browser, which also makes one. */
  readonly makes: 'pdf' | 'dialog';
  print(sheet: PrintSheet): Promise<Result<Left>>;
}

/** Puts a file on the disk of whoever looks: a dialog on the desktop, a download in a browser. */
export type SaveFile = (file: OutFile) => Promise<Result<Left>>;

/** Trades a pairing code for a session. Present in a browser; a desktop window needs none. */
export type Pair = (code: string) => Promise<Result<Record<string, never>>>;

/** Gives the PIN of the person at this screen, which changes of weight ask for; lasts for hours. */
export type EnterPin = (pin: string) => Promise<Result<Record<string, never>>>;

/** Everything that differs between the desktop window and a browser. */
export interface Platform {
  readonly client: Client;
  readonly live: LiveConnection;
  readonly shell: Shell;
  readonly printing: Printing;
  readonly saveFile: SaveFile;
  readonly pair: Pair | null;
  readonly enterPin: EnterPin;
}
