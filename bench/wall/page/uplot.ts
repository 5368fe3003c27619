import UPlot, { type AlignedData } from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { noise } from './fake-engine.ts';
import { CHARTS, pointsAsked, runBench, SERIES } from './measure.ts';
import './page.css';

const COLOURS = ['#7d8b99', '#a9c7e8', '#ffffff'];
const points = pointsAsked();
const grid = document.createElement('div');
grid.className = 'grid';
document.getElementById('root')?.append(grid);

const charts = Array.from({ length: CHARTS }, (_, chart) => {
  const cell = document.createElement('div');
  grid.append(cell);
  const now = Math.floor(Date.now() / 1_000);
  const times = Array.from({ length: points }, (_, i) => now - points + 1 + i);
  const lines = Array.from({ length: SERIES }, (_, line) => times.map((at) => 0.1 + 0.25 * line + 0.2 * noise(at * 1_000, chart * 10 + line)));
  const data: number[][] = [times, ...lines];
  const axis = { stroke: '#9aa7b4', grid: { stroke: '#263240', width: 1 } };
  const plot = new UPlot(
    {
      width: cell.clientWidth,
      height: cell.clientHeight,
      legend: { show: false },
      scales: { y: { range: [0, 1] } },
      axes: [axis, axis],
      series: [{}, ...COLOURS.slice(0, SERIES).map((stroke, line) => ({ stroke, width: 1 + line * 0.5, points: { show: false } }))],
    },
    data as unknown as AlignedData,
    cell,
  );
  return { chart, data, plot };
});

runBench(() => {
  const now = Math.floor(Date.now() / 1_000);
  for (const { chart, data, plot } of charts) {
    data.forEach((values, index) => {
      values.shift();
      values.push(index === 0 ? now : 0.1 + 0.25 * (index - 1) + 0.2 * noise(now * 1_000, chart * 10 + index - 1));
    });
    plot.setData(data as unknown as AlignedData);
  }
});
