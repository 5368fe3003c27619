import { preventable, strict, StrictEmitter } from './strict.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Display {
  readonly id: number;
  readonly bounds: Rectangle;
  readonly workArea: Rectangle;
}

const display = (id: number, x: number, y: number, width: number, height: number): Display => ({ id, bounds: { x, y, width, height }, workArea: { x, y, width, height } });
let displays: Display[] = [display(101, 0, 0, 1920, 1080), display(102, 1920, 0, 1280, 720)];

/** Two displays beside each other. */
class Screen extends StrictEmitter {
  constructor() {
    super('screen', ['display-added', 'display-removed'], ['display-metrics-changed']);
  }
  getAllDisplays(): Display[] {
    return [...displays];
  }
  getPrimaryDisplay(): Display {
    return displays[0] as Display;
  }
  getDisplayMatching(area: Rectangle): Display {
    return displays.find(({ bounds }) => area.x >= bounds.x && area.x < bounds.x + bounds.width && area.y >= bounds.y && area.y < bounds.y + bounds.height) ?? this.getPrimaryDisplay();
  }
}

export const screen = strict('screen', new Screen());

/** Pulls or plugs the last display, as a test of the stand-in asks. */
export function unplug(): Display {
  const gone = displays.at(-1) as Display;
  displays = displays.slice(0, -1);
  screen.emit('display-removed', preventable({}), gone);
  return gone;
}
export function plug(back: Display): void {
  displays = [...displays, back];
  screen.emit('display-added', preventable({}), back);
}
