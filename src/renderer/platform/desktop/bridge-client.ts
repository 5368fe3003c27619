import { fail } from '../../../shared/model/result.ts';
import { checkOutput } from '../../../shared/client/check-output.ts';
import { parseEvent } from '../../../shared/client/parse-event.ts';
import type { Client, EnterPin, LiveConnection, Platform, Printing, SaveFile, Shell } from '../ports.ts';
import { isWebAddress } from '../web-address.ts';
import type { Bridge } from './bridge.ts';

const createBridgeClient =
  (bridge: Bridge): Client =>
  async (name, input) => {
    try {
      return checkOutput(name, await bridge.call(name, input));
    } catch {
      return fail('unavailable', 'The Holdfast engine does not answer.');
    }
  };

const createBridgePin =
  (bridge: Bridge): EnterPin =>
  async (pin) => {
    try {
      return await bridge.enterPin(pin);
    } catch {
      return fail('unavailable', 'The Holdfast engine does not answer.');
    }
  };

/**
 * Reconnecting is the shell's work. A window cannot lose its shell, so once the stream was open it stays so: what falls silent then
 * is the engine, and the missing ticks say it in those words.
 */
function createBridgeLive(bridge: Bridge): LiveConnection {
  let bad = 0;
  let lastId: string | undefined;
  return {
    badEvents: () => bad,
    open: (listener) => {
      listener.status('connecting');
      const stopFrames = bridge.onFrame((frame) => {
        lastId = frame.id;
        const event = parseEvent(frame.event, frame.json);
        if (event) listener.event(event);
        else bad++;
      });
      let open = false;
      const stopStatus = bridge.onStatus((status) => {
        open ||= status === 'open';
        if (!open || status === 'open' || status === 'refused') listener.status(status);
      });
      bridge.startLive(lastId);
      return () => {
        stopFrames();
        stopStatus();
        bridge.stopLive();
      };
    },
  };
}

function createBridgeShell(bridge: Bridge): Shell {
  let fullscreen = false;
  bridge.shell.onFullscreen((on) => {
    fullscreen = on;
  });
  return {
    kind: 'desktop',
    openExternal: (url) => {
      if (isWebAddress(url)) bridge.shell.openExternal(url);
    },
    setFullscreen: (on) => bridge.shell.setFullscreen(on),
    isFullscreen: () => fullscreen,
    onFullscreen: (listener) => bridge.shell.onFullscreen(listener),
    keepAwake: () => {
      bridge.shell.keepAwake(true);
      return () => bridge.shell.keepAwake(false);
    },
  };
}

const NOT_WRITTEN = 'The window could not hand it over.';

const createBridgePrinting = ({ shell }: Bridge): Printing => ({
  makes: 'pdf',
  print: async (sheet) => {
    try {
      return await shell.print(sheet);
    } catch {
      return fail('unavailable', NOT_WRITTEN);
    }
  },
});

const createBridgeSave =
  ({ shell }: Bridge): SaveFile =>
  async (file) => {
    try {
      return await shell.saveFile(file);
    } catch {
      return fail('unavailable', NOT_WRITTEN);
    }
  };

/** The platform of a desktop window; the window needs no pairing, the person was chosen when Holdfast was first started. */
export const createDesktopPlatform = (bridge: Bridge): Platform => ({
  client: createBridgeClient(bridge),
  live: createBridgeLive(bridge),
  shell: createBridgeShell(bridge),
  printing: createBridgePrinting(bridge),
  saveFile: createBridgeSave(bridge),
  pair: null,
  enterPin: createBridgePin(bridge),
});
