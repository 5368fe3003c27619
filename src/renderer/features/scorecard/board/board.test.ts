import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceId } from '../../../../shared/model/ids.ts';
import { blindOf, cardOf, monthOf, sidesOf, timeFigure } from '../testing/cards.ts';
import { drawBoard, SHEET, type Board } from './board.ts';
import { textWidth, type Mark } from './marks.ts';

const NO_DOTS = { items: [], more: 0 };
const boardOf = (part: Partial<Board> = {}): Board => ({ workspace: 'Acme Payments', card: cardOf(), sides: sidesOf(), blind: blindOf(), months: ['2025-10', '2025-11', '2025-12'].map(monthOf), dots: { mttd: { items: [{ seconds: 60, severity: 'P0' }, { seconds: 600, severity: 'P1' }], more: 0 }, mtta: NO_DOTS, mttm: NO_DOTS, mttr: { items: [{ seconds: 3_600, severity: 'P2' }], more: 12 } }, by: 'Ada Lovelace', at: '2026-01-02T09:00:00.000Z', serviceName: (id) => id, ...part });

const words = (marks: readonly Mark[]): string => marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : [])).join('\n');
/** Corners of what a mark covers. */
const boxOf = (mark: Mark): readonly [left: number, top: number, right: number, bottom: number] => {
  if (mark.kind === 'line') return [Math.min(mark.x1, mark.x2), Math.min(mark.y1, mark.y2), Math.max(mark.x1, mark.x2), Math.max(mark.y1, mark.y2)];
  if (mark.kind === 'dot') return [mark.x - mark.r, mark.y - mark.r, mark.x + mark.r, mark.y + mark.r];
  if (mark.kind === 'shape') return [Math.min(...mark.points.map(([x]) => x)), Math.min(...mark.points.map(([, y]) => y)), Math.max(...mark.points.map(([x]) => x)), Math.max(...mark.points.map(([, y]) => y))];
  // What is laid out is estimated rather too wide; four fifths of it is what the font really takes.
  const width = textWidth(mark.text, mark.size, mark.bold) * 0.8;
  const left = mark.anchor === 'end' ? mark.x - width : mark.anchor === 'middle' ? mark.x - width / 2 : mark.x;
  return [left, mark.y - mark.size * 0.75, left + width, mark.y];
};

describe('the sheet for a board', () => {
  it('says the figures, how they were counted, and who made it when', () => {
    const text = words(drawBoard(boardOf()));
    for (const each of ['Incident scorecard', '2 of 9 were found after blind minutes (10 min in all)', 'Acme Payments', '1 Oct – 31 Dec 2025', 'compared with 1 Jul – 30 Sep 2025', '5 min 20 s', '▼ 1 min faster', 'median 3 min', '25.0 %', 'Checkout works', 'missed', '99.89 %', '2 min over of 2 h 12 min', 'Overdue corrective actions', 'no drill yet', '90.0 %', '+12 more', 'by Ada Lovelace', '09:00:00 UTC · 10:00:00 Berlin'])
      expect(text).toContain(each);
    expect(text).toMatch(/every service, every severity/);
  });

  it('says what could not be read, and never draws a zero for what is not known', () => {
    const text = words(drawBoard(boardOf({ sides: null })));
    expect(text).toContain('could not be read');
    expect(words(drawBoard(boardOf({ blind: null })))).toContain('Whether minutes before detection were blind could not be read.');
    expect(text).toContain('no incident has this time');
  });

  it('puts the objectives first that are missed, then those of which too little is known', () => {
    const told = sidesOf(['Met', 'Sliver', 'Missed', 'Met too']);
    const slos = told.slos.map((slo, index) => ({ ...slo, period: { ...slo.period, met: [true, null, false, true][index] ?? null } }));
    const text = words(drawBoard(boardOf({ sides: { ...told, slos } })));
    const places = ['Missed', 'missed', 'Sliver', 'too little known', 'Met', 'met'].map((each) => text.split('\n').indexOf(each));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('stays on one sheet, whatever the names and numbers are', () => {
    const seconds = fc.option(fc.double({ min: 0, max: 4e8, noNaN: true }), { nil: null });
    const figure = fc.record({ mean: seconds, median: seconds, p90: seconds, n: fc.nat(2_000_000), notRecorded: fc.nat(2_000_000), invalid: fc.nat(1_000) }).map((each) => ({ ...timeFigure({ ...each, of: each.n + each.notRecorded + each.invalid }) }));
    const name = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(figure, name, fc.array(name, { maxLength: 8 }), fc.nat(30), fc.array(fc.double({ min: 0, max: 1e8, noNaN: true }), { maxLength: 300 }), (time, workspace, slos, services, dots) => {
        const card = cardOf();
        const wide = { ...card, metrics: { ...card.metrics, mttd: { ...card.metrics.mttd, ...time, change: null }, mttr: { ...card.metrics.mttr, ...time } }, services: Array.from({ length: services }, (_, index) => ({ service: ServiceId.parse(`s${index}`), incidents: 1e6, impactMinutes: 1e7, before: { incidents: 1e6, impactMinutes: 1e7 } })) };
        const drawn = drawBoard(boardOf({ card: wide, workspace, sides: sidesOf(slos), serviceName: () => workspace, by: workspace, dots: { ...boardOf().dots, mttd: { items: dots.map((each) => ({ seconds: each, severity: 'P1' as const })), more: 1e6 } } }));
        for (const mark of drawn) {
          const [left, top, right, bottom] = boxOf(mark);
          expect([left >= -0.5, top >= -0.5, right <= SHEET.width + 0.5, bottom <= SHEET.height], JSON.stringify(mark)).toEqual([true, true, true, true]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
