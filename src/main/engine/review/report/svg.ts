import type { Picture } from '../../../../shared/model/report.ts';
import { escapeHtml } from '../../html-text.ts';

/** A picture in a file of its own has its colours in it; one in a page follows the page. */
const COLOUR = { grid: '#d3dae1', axis: '#52606d', curve: '#24527a', limit: '#b42318', impact: '#b42318', moment: '#52606d', ground: '#ffffff' } as const;
type Part = Exclude<keyof typeof COLOUR, 'ground'> | 'limitWord';

const FONT = 'font-family="Inter, system-ui, sans-serif" font-size="11"';
const LOOK: Readonly<Record<Part, string>> = {
  grid: `stroke="${COLOUR.grid}"`,
  axis: `fill="${COLOUR.axis}" ${FONT}`,
  curve: `stroke="${COLOUR.curve}" fill="none" stroke-width="1.5"`,
  limit: `stroke="${COLOUR.limit}" stroke-dasharray="5 4"`,
  limitWord: `fill="${COLOUR.limit}" ${FONT}`,
  impact: `fill="${COLOUR.impact}" opacity="0.09"`,
  moment: `stroke="${COLOUR.moment}" stroke-dasharray="2 3"`,
};

const n = (value: number): string => String(Math.round(value * 10) / 10);

/** A picture as SVG: shapes and words, no script, no style sheet, nothing from elsewhere. */
export function pictureSvg(picture: Picture, look: 'classes' | 'colours'): string {
  const { width, height, plot, line, impact, values, times, limits, moments, alt } = picture;
  const as = (part: Part): string => (look === 'classes' ? `class="${part}"` : LOOK[part]);
  const rule = (part: Part, x1: number, y1: number, x2: number, y2: number): string => `<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}" ${as(part)}/>`;
  const word = (part: Part, x: number, y: number, anchor: 'start' | 'middle' | 'end', text: string): string => `<text x="${n(x)}" y="${n(y)}" text-anchor="${anchor}" ${as(part)}>${escapeHtml(text)}</text>`;
  const shapes = [
    ...(look === 'colours' ? [`<rect width="${n(width)}" height="${n(height)}" fill="${COLOUR.ground}"/>`] : []),
    ...(impact === null ? [] : [`<rect x="${n(impact.from)}" y="${n(plot.top)}" width="${n(Math.max(0.5, impact.to - impact.from))}" height="${n(plot.bottom - plot.top)}" ${as('impact')}/>`]),
    ...values.flatMap(({ y, label }) => [rule('grid', plot.left, y, plot.right, y), word('axis', plot.left - 8, y + 4, 'end', label)]),
    ...times.map(({ x, label }) => word('axis', x, plot.bottom + 16, 'middle', label)),
    ...moments.flatMap(({ x, y, end, label }) => [rule('moment', x, y - 9, x, plot.bottom), word('axis', end ? x - 3 : x + 3, y, end ? 'end' : 'start', label)]),
    `<path d="${escapeHtml(line)}" ${as('curve')}/>`,
    ...limits.flatMap(({ y, label }) => [rule('limit', plot.left, y, plot.right, y), word('limitWord', plot.right, y - 4, 'end', label)]),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" role="img" aria-label="${escapeHtml(alt)}">${shapes.join('')}</svg>`;
}
