import { counted } from '../../../../shared/text/counted.ts';
import { TIME_METRICS, type Scorecard, type ScorecardBlind, type TimeMetric, type TrendMonth } from '../../../../shared/model/scorecard.ts';
import type { ScorecardSides } from '../../../../shared/model/scorecard-sides.ts';
import { SEVERITIES } from '../../../../shared/model/severity.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { spanText } from '../../../../shared/text/span-text.ts';
import { stripScale, type StripScale } from '../../../ui/charts/strip.ts';
import { alertFigure, availabilityText, budgetText, detectedFigure, drillFigure, shareFigure, sloWord, type SideFigure } from '../rules/side-words.ts';
import { spanDays, stampOf } from '../rules/stamp.ts';
import { monthsOf } from '../rules/trend.ts';
import { countText, coverageText, METRIC_NAME, METRIC_SHORT, minutesText, missingText, recurrenceText, runningText, shareComparison, shareText, timeComparison, type Comparison } from '../rules/words.ts';
import { drawMonths, drawStrip } from './board-charts.ts';
import { Pen, textWidth, wrapText, type Mark } from './marks.ts';

export interface Board {
  readonly workspace: string;
  readonly card: Scorecard;
  /** Null where they could not be read: the sheet says so. */
  readonly blind: ScorecardBlind | null;
  readonly sides: ScorecardSides | null;
  readonly months: readonly TrendMonth[];
  readonly dots: Readonly<Record<TimeMetric, { readonly items: readonly { readonly seconds: number; readonly severity: 'P0' | 'P1' | 'P2' }[]; readonly more: number }>>;
  readonly by: string;
  readonly at: string;
  readonly serviceName: (id: string) => string;
}

/** What a sheet of A4 leaves between its margins of 16 mm, less a hair so that it never needs a second one. */
export const SHEET = { width: 178, height: 263 } as const;

const SMALL = 2.4;
const TINY = 2.05;
const ROW = 17.5;
const COLUMN = { name: 0, mean: 38, spread: 78, plot: 112 } as const;
const ARROW = { less: '▼ ', more: '▲ ', same: '', none: '' } as const;

const compared = ({ way, text }: Comparison): string => `${ARROW[way]}${text}`;

function heading(pen: Pen, x: number, y: number, text: string): void {
  pen.text(x, y, text, { size: 3.3, bold: true });
}

function head(pen: Pen, { card, workspace }: Board, stamp: ReturnType<typeof stampOf>): number {
  pen.text(0, 5.2, 'Incident scorecard', { size: 6.2, bold: true });
  pen.text(SHEET.width, 5.2, plain(workspace, 120), { size: 4, anchor: 'end', width: 100 });
  pen.text(0, 10.6, spanDays(card, card.timeZone), { size: 4, bold: true });
  pen.text(textWidth(spanDays(card, card.timeZone), 4, true) + 3, 10.6, `compared with ${spanDays(card.before, card.timeZone)}`, { ink: 'grey' });
  const value = (name: string): string => stamp.find(([each]) => each === name)?.[1] ?? '';
  const lines = [...wrapText(`Filters: ${value('Filters')}. Counted ${value('Counted')}. Left out: ${value('Left out')}.`, SHEET.width, SMALL, 2), ...wrapText(value('Notes'), SHEET.width, SMALL, 3)];
  return pen.block(0, 14.6, lines, { size: SMALL, ink: 'grey', leading: 3.3 });
}

/** What it is compared with stands at the head of the page. */
const briefly = (comparison: Comparison): string => compared(comparison).replace(/ than before$/, '');

function timeRow(pen: Pen, y: number, metric: TimeMetric, { card, dots }: Board, scale: StripScale | null): void {
  const figure = card.metrics[metric];
  pen.line(0, y, SHEET.width, y);
  pen.text(COLUMN.name, y + 5.4, METRIC_NAME[metric], { size: 3.3, bold: true });
  pen.text(COLUMN.name, y + 9.4, METRIC_SHORT[metric], { ink: 'grey' });
  pen.text(COLUMN.mean, y + 6.6, spanText(figure.mean), { size: 5.6, bold: true, width: COLUMN.spread - COLUMN.mean - 2 });
  pen.text(COLUMN.mean, y + 10.4, 'mean', { size: SMALL, ink: 'grey' });
  pen.block(COLUMN.mean, y + 13.8, wrapText(briefly(timeComparison(figure)), COLUMN.spread - COLUMN.mean - 2, SMALL, 1), { size: SMALL, leading: 3.2 });
  pen.text(COLUMN.spread, y + 4.6, `median ${spanText(figure.median)}`);
  pen.text(COLUMN.spread, y + 8.4, `p90 ${spanText(figure.p90)}`);
  const running = metric === 'mttr' ? runningText(card.running) : null;
  const counted = [coverageText(figure), missingText(figure), running].filter((part) => part !== null).join(', ');
  pen.block(COLUMN.spread, y + 12, wrapText(counted, COLUMN.plot - COLUMN.spread - 2, TINY, 2), { size: TINY, ink: 'grey', leading: 2.8 });
  const plot = { x: COLUMN.plot, y: y + 1.5, width: SHEET.width - COLUMN.plot, height: ROW - 3 };
  if (scale === null || dots[metric].items.length === 0) pen.text(plot.x, y + 8, 'no incident has this time', { ink: 'grey' });
  else drawStrip(pen, plot, scale, dots[metric], figure);
}

function recurrenceRow(pen: Pen, y: number, { card }: Board): void {
  const figure = card.metrics.recurrence;
  pen.line(0, y, SHEET.width, y);
  pen.text(COLUMN.name, y + 5.4, 'Recurrence', { size: 3.3, bold: true });
  pen.text(COLUMN.mean, y + 6.6, shareText(figure.rate), { size: 5.6, bold: true });
  pen.text(COLUMN.spread, y + 4.6, recurrenceText(figure), { width: SHEET.width - COLUMN.spread });
  pen.text(COLUMN.spread, y + 8.4, [compared(shareComparison(figure)), figure.notClassifiable === 0 ? null : `${countText(figure.notClassifiable)} not classifiable`].filter((part) => part !== null).join('; '), { size: SMALL, ink: 'grey', width: SHEET.width - COLUMN.spread });
}

interface TableColumn {
  readonly title: string;
  /** Right edge of numbers, left edge of words. */
  readonly at: number;
  readonly end: boolean;
  /** Words are cut to this. */
  readonly width?: number;
}

/** Rows of words and numbers under quiet titles; gives where it ends. */
function table(pen: Pen, x: number, y: number, width: number, columns: readonly TableColumn[], rows: readonly (readonly string[])[]): number {
  for (const { title, at, end } of columns) pen.text(x + at, y, title, { size: SMALL, ink: 'grey', anchor: end ? 'end' : 'start' });
  for (const [index, cells] of rows.entries()) {
    const line = y + 1.2 + index * 4.2;
    pen.line(x, line, x + width, line);
    for (const [place, { at, end, width: most }] of columns.entries()) pen.text(x + at, line + 3, cells[place] ?? '', { size: 2.7, anchor: end ? 'end' : 'start', ...(most !== undefined && { width: most }) });
  }
  return y + 1.2 + rows.length * 4.2 + 1;
}

const HALF = 84;
const COUNTS: readonly TableColumn[] = [
  { title: '', at: 0, end: false, width: 24 },
  { title: 'incidents', at: 36, end: true },
  { title: 'before', at: 46, end: true },
  { title: 'impact', at: 65, end: true },
  { title: 'before', at: HALF, end: true },
];
const SERVICES = 4;

function counts(pen: Pen, y: number, { card, serviceName }: Board): number {
  const { incidents, impact } = card.metrics;
  heading(pen, 0, y, 'By severity');
  const severities = SEVERITIES.map((key) => [key, countText(incidents[key]), countText(incidents.before[key]), minutesText(impact[key]), minutesText(impact.before[key])]);
  const left = table(pen, 0, y + 3.6, HALF, COUNTS, [...severities, ['All', countText(incidents.total), countText(incidents.before.total), minutesText(impact.minutes), minutesText(impact.before.minutes)]]);
  const right = SHEET.width - HALF;
  const more = card.services.length + card.moreServices - SERVICES;
  heading(pen, right, y, `By service${more > 0 ? ` (${SERVICES} of ${card.services.length + card.moreServices})` : ''}`);
  const services = card.services.slice(0, SERVICES).map(({ service, incidents: n, impactMinutes, before }) => [serviceName(service), countText(n), countText(before.incidents), minutesText(impactMinutes), minutesText(before.impactMinutes)]);
  if (services.length === 0) pen.text(right, y + 6, 'No incident names a service.', { ink: 'grey' });
  return Math.max(left, services.length === 0 ? 0 : table(pen, right, y + 3.6, HALF, COUNTS, services));
}

const OBJECTIVES = 3;
const OBJECTIVE: readonly TableColumn[] = [
  { title: '', at: 0, end: false, width: 68 },
  { title: 'in this period', at: 70, end: false },
  { title: 'availability', at: 112, end: true },
  { title: 'target', at: 130, end: true },
  { title: 'error budget', at: SHEET.width, end: true },
];

function objectives(pen: Pen, y: number, { slos }: ScorecardSides): number {
  heading(pen, 0, y, `Availability and error budget${slos.length > OBJECTIVES ? ` (${OBJECTIVES} of ${slos.length})` : ''}`);
  if (slos.length === 0) {
    pen.text(0, y + 4.4, 'No service level objective is configured.', { size: 2.7, ink: 'grey' });
    return y + 7;
  }
  // What is missed is what a reader must see first, and then what nobody knows.
  const worst = slos.toSorted((a, b) => Number(a.period.met ?? 0.5) - Number(b.period.met ?? 0.5)).slice(0, OBJECTIVES);
  return table(pen, 0, y + 3.6, SHEET.width, OBJECTIVE, worst.map((slo) => [plain(slo.name, 80), sloWord(slo), availabilityText(slo.period.availability, slo.target), `${Number((slo.target * 100).toPrecision(12))} %`, budgetText(slo.period)]));
}

const CELLS = 4;

function cells(pen: Pen, y: number, { updates, alerts, detectedBy, drills, actions, looks }: ScorecardSides): number {
  const all: readonly (readonly [title: string, figure: SideFigure])[] = [
    ['Updates on time', shareFigure(updates.onTime, 'update')],
    ['Promises kept', shareFigure(updates.promises, 'promise')],
    ['Detected by us', detectedFigure(detectedBy)],
    ['Alerts fired', alertFigure(alerts)],
    ['Last drill', drillFigure(drills)],
    ['To the first public update', { value: spanText(updates.firstPublic.median), lines: [updates.firstPublic.of === 0 ? 'none was owed' : `median of ${countText(updates.firstPublic.n)} of ${counted(updates.firstPublic.of, 'incident')}`] }],
    ['Overdue corrective actions', { value: countText(actions.overdue), lines: [`of ${countText(actions.open)} open`] }],
    ['Rules due for a look', { value: countText(looks.length), lines: [] }],
  ];
  const width = SHEET.width / CELLS;
  for (const [index, [title, { value, lines }]] of all.entries()) {
    const [x, top] = [(index % CELLS) * width, y + Math.floor(index / CELLS) * 14.4];
    pen.text(x, top, title, { size: SMALL, ink: 'grey', width: width - 3 });
    pen.text(x, top + 4.6, value, { size: 4.2, bold: true, width: width - 3 });
    pen.block(x, top + 7.6, wrapText(lines.join('; '), width - 3, TINY, 2), { size: TINY, ink: 'grey', leading: 2.6 });
  }
  return y + Math.ceil(all.length / CELLS) * 14.4;
}

function definitions(pen: Pen, y: number, { card }: Board): void {
  const sentences = [...TIME_METRICS, 'recurrence', 'impact'] as const;
  const all = sentences.flatMap((metric) => {
    const { name, formula } = card.metrics[metric].definition;
    return [`${name}:`, ...formula.split(/(?<=\.) /)];
  });
  // What several of them say is said once.
  const text = [...new Set(all)].join(' ');
  const leading = 2.65;
  const room = Math.floor((SHEET.height - 8 - y) / leading);
  pen.block(0, y, wrapText(`${text} A missing instant is not recorded and an impossible order is invalid: neither enters, neither is zero.`, SHEET.width, TINY, Math.max(1, room)), { size: TINY, ink: 'grey', leading });
}

/** The card on one sheet for a board: pure, so that paper and picture are the same, and nothing overflows whatever the numbers are. */
export function drawBoard(board: Board): readonly Mark[] {
  const pen = new Pen();
  const { card, sides, months, dots } = board;
  const stamp = stampOf(board);
  const scale = stripScale(TIME_METRICS.flatMap((metric) => dots[metric].items.map(({ seconds }) => seconds)));
  let y = head(pen, board, stamp) - 1;
  for (const metric of TIME_METRICS) {
    timeRow(pen, y, metric, board, scale);
    y += ROW;
  }
  recurrenceRow(pen, y, board);
  y += 11;
  pen.line(0, y, SHEET.width, y);
  y = counts(pen, y + 5, board) + 4;
  if (sides === null) {
    pen.text(0, y, 'Objectives, updates, alerts and drills could not be read.', { ink: 'grey' });
    y += 6;
  } else {
    y = objectives(pen, y, sides) + 4.4;
    y = cells(pen, y, sides) + 1.6;
  }
  for (const [index, metric] of (['mttd', 'mttr'] as const).entries()) {
    const x = index * (SHEET.width - HALF);
    heading(pen, x, y, `${METRIC_NAME[metric]} by month`);
    drawMonths(pen, { x, y: y + 1.5, width: HALF, height: 28 }, monthsOf(months, metric));
  }
  definitions(pen, y + 34, board);
  const made = stamp.find(([name]) => name === 'Made')?.[1] ?? '';
  pen.text(0, SHEET.height - 4, '■ P0 ◆ P1 ▲ P2, one mark per incident; thick line median, thin line mean, dashed 90th percentile; n = incidents counted, hollow: fewer than 8.', { size: TINY, ink: 'grey', width: SHEET.width });
  pen.text(0, SHEET.height - 0.8, `Made with Holdfast, ${made}. Figures of ${card.madeAt}.`, { size: TINY, ink: 'grey', width: SHEET.width });
  return pen.marks;
}

