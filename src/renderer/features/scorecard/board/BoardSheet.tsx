import { memo } from 'react';
import { SHEET } from './board.ts';
import { FONT, INK, type Mark } from './marks.ts';

/** The board sheet as the page prints it: text that can be selected, searched and read out. Not seen on the screen. */
export const BoardSheet = memo(function BoardSheet({ marks }: { marks: readonly Mark[] }) {
  return (
    <div data-print-sheet="" data-print="only">
      <svg width={`${SHEET.width}mm`} height={`${SHEET.height}mm`} viewBox={`0 0 ${SHEET.width} ${SHEET.height}`} fontFamily={FONT}>
        {marks.map((mark, index) => (
          // A drawing has no other order than its own.
          // oxlint-disable-next-line react/no-array-index-key
          <Drawn key={index} mark={mark} />
        ))}
      </svg>
    </div>
  );
});

function Drawn({ mark }: { mark: Mark }) {
  if (mark.kind === 'text')
    return (
      <text x={mark.x} y={mark.y} fontSize={mark.size} fontWeight={mark.bold ? 600 : 400} fill={INK[mark.ink]} textAnchor={mark.anchor}>
        {mark.text}
      </text>
    );
  if (mark.kind === 'line') return <line x1={mark.x1} y1={mark.y1} x2={mark.x2} y2={mark.y2} stroke={INK[mark.ink]} strokeWidth={mark.width} strokeDasharray={mark.dashed ? '0.9 0.7' : undefined} />;
  if (mark.kind === 'shape') return <polygon points={mark.points.map((point) => point.join(',')).join(' ')} fill={INK[mark.ink]} fillOpacity={0.8} />;
  return <circle cx={mark.x} cy={mark.y} r={mark.r} fill={INK[mark.hollow ? 'white' : mark.ink]} stroke={INK[mark.ink]} strokeWidth={0.25} />;
}
