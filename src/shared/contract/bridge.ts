import type { Left, OutFile } from '../model/out-file.ts';
import type { Result } from '../model/result.ts';

/** An event as it leaves the engine: serialised once there; `id` is `<engine epoch>-<sequence>`. */
export interface BridgeFrame {
  readonly id: string;
  readonly event: string;
  readonly json: string;
}

export type BridgeStatus = 'connecting' | 'open' | 'lost' | 'refused';

/** The only IPC channels there are. The shell refuses every sender that is not the top frame of one of its own windows. */
export const CHANNELS = {
  /** invoke: (name, input) → Result */
  call: 'holdfast:call',
  /** invoke: (pin) → Result */
  enterPin: 'holdfast:enter-pin',
  /** send: (lastId | null) */
  liveStart: 'holdfast:live-start',
  liveStop: 'holdfast:live-stop',
  /** to the page: BridgeFrame[] */
  frames: 'holdfast:frames',
  /** send: the page has taken one batch of frames; who does not say so is waited for only so long */
  framesTaken: 'holdfast:frames-taken',
  /** to the page: BridgeStatus */
  status: 'holdfast:status',
  openExternal: 'holdfast:open-external',
  setFullscreen: 'holdfast:set-fullscreen',
  keepAwake: 'holdfast:keep-awake',
  /** invoke: (PrintSheet) → Result<Left> */
  print: 'holdfast:print',
  /** invoke: (OutFile) → Result<Left> */
  saveFile: 'holdfast:save-file',
  /** to the page: boolean */
  fullscreen: 'holdfast:fullscreen',
} as const;

/** The page as it stands on paper becomes a file. */
export interface PrintSheet {
  /** Of the file, without its ending; a suggestion. */
  readonly name: string;
  /** Such as `1-3, 5`; every page without it. */
  readonly pages?: string;
}

/**
 * What the preload script puts at `window.holdfast`. Only values that survive structured cloning cross it, and every function
 * is one message: no channel name, no Electron object and no event object reaches the page.
 */
export interface Bridge {
  /** `name` and `input` of the contract. Settles for every call, also when the engine is gone (`unavailable`). */
  call(name: string, input: unknown): Promise<Result<unknown>>;
  /** Gives the PIN of the person at this computer. */
  enterPin(pin: string): Promise<Result<Record<string, never>>>;
  /** Frames of the live stream, once it was started. */
  onFrame(listener: (frame: BridgeFrame) => void): () => void;
  onStatus(listener: (status: BridgeStatus) => void): () => void;
  /** Starts (or restarts) the stream after `lastId`; without it, or when that is too old, a snapshot comes first. */
  startLive(lastId?: string): void;
  stopLive(): void;
  readonly shell: {
    /** The shell checks the address again; only http(s) is opened. */
    openExternal(url: string): void;
    setFullscreen(on: boolean): Promise<void>;
    onFullscreen(listener: (on: boolean) => void): () => void;
    keepAwake(on: boolean): void;
    /** Makes a PDF of this page and writes it where a person says; the page neither says nor learns where. */
    print(sheet: PrintSheet): Promise<Result<Left>>;
    saveFile(file: OutFile): Promise<Result<Left>>;
  };
}
