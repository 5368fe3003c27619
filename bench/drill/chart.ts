/** One line of a chart: its points in seconds and in the unit of its panel. */
export interface Curve {
  readonly name: string;
  /** Of a stroke: drawn dashed, so that two curves can be told apart without colour. */
  readonly dashed: boolean;
  readonly points: readonly (readonly [seconds: number, value: number])[];
}
interface Panel {
  readonly title: string;
  readonly most: number;
  readonly tick: (value: number) => string;
  readonly curves: readonly Curve[];
}

const WIDTH = 860;
const HEIGHT = 190;
const LEFT = 70;
const BOTTOM = 34;
const TOP = 34;
const COLOURS = ['#2f6fb0', '#b3391f'];

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function drawPanel({ title, most, tick, curves }: Panel, seconds: number, top: number): string {
  const x = (at: number): number => LEFT + (at / seconds) * (WIDTH - LEFT - 20);
  const y = (value: number): number => top + TOP + (1 - Math.min(value, most) / most) * (HEIGHT - TOP - BOTTOM);
  const text = (at: number, line: number, words: string, anchor = 'start'): string => `<text x="${at.toFixed(1)}" y="${line.toFixed(1)}" text-anchor="${anchor}">${escape(words)}</text>`;
  const grid = [0, 0.5, 1].map((share) => `<line x1="${LEFT}" x2="${WIDTH - 20}" y1="${y(most * share).toFixed(1)}" y2="${y(most * share).toFixed(1)}" stroke="#8886" />${text(LEFT - 8, y(most * share) + 4, tick(most * share), 'end')}`);
  const times = Array.from({ length: 6 }, (_, index) => text(x((seconds * index) / 5), top + HEIGHT - 14, `${Math.round((seconds * index) / 5)} s`, 'middle'));
  const lines = curves.map(({ points, dashed }, index) => `<polyline fill="none" stroke="${COLOURS[index % COLOURS.length] ?? ''}" stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ''} points="${points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}" />`);
  const names = curves.map(({ name, dashed }, index) => `<tspan fill="${COLOURS[index % COLOURS.length] ?? ''}">${dashed ? '┅' : '━'} ${escape(name)}  </tspan>`).join('');
  return [text(LEFT, top + 18, title), `<text x="${WIDTH - 20}" y="${top + 18}" text-anchor="end">${names}</text>`, ...grid, ...times, ...lines].join('\n');
}

/** Panels below one another over the same time, as one SVG that reads on light and on dark paper. */
export function drawChart(panels: readonly Panel[], seconds: number): string {
  const height = panels.length * HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#777">\n${panels.map((panel, index) => drawPanel(panel, seconds, index * HEIGHT)).join('\n')}\n</svg>\n`;
}
