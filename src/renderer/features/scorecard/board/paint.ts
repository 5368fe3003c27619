import { SHEET } from './board.ts';
import { FONT, INK, type Mark } from './marks.ts';

/** Sharp on a screen and on a slide: A4 at about 200 dots per inch. */
const PX_PER_MM = 8;
const MARGIN_MM = 16;

function draw(context: CanvasRenderingContext2D, mark: Mark): void {
  const ink = INK[mark.ink];
  context.fillStyle = ink;
  context.strokeStyle = ink;
  context.setLineDash([]);
  switch (mark.kind) {
    case 'text':
      context.font = `${mark.bold ? 600 : 400} ${mark.size}px ${FONT}`;
      context.textAlign = mark.anchor === 'middle' ? 'center' : mark.anchor;
      context.fillText(mark.text, mark.x, mark.y);
      return;
    case 'line':
      context.lineWidth = mark.width;
      if (mark.dashed) context.setLineDash([0.9, 0.7]);
      context.beginPath();
      context.moveTo(mark.x1, mark.y1);
      context.lineTo(mark.x2, mark.y2);
      context.stroke();
      return;
    case 'shape':
      context.globalAlpha = 0.8;
      context.beginPath();
      for (const [x, y] of mark.points) context.lineTo(x, y);
      context.closePath();
      context.fill();
      context.globalAlpha = 1;
      return;
    case 'dot':
      context.lineWidth = 0.25;
      context.beginPath();
      context.arc(mark.x, mark.y, mark.r, 0, 2 * Math.PI);
      if (mark.hollow) context.fillStyle = INK.white;
      context.fill();
      context.stroke();
  }
}

/** The board sheet as a picture, on white, with its margins. */
export async function paintBoard(marks: readonly Mark[]): Promise<Uint8Array> {
  // Without this the first picture would be drawn before its font has come.
  await Promise.all([400, 600].map((weight) => document.fonts.load(`${weight} 16px ${FONT}`)));
  const canvas = document.createElement('canvas');
  canvas.width = (SHEET.width + 2 * MARGIN_MM) * PX_PER_MM;
  canvas.height = (SHEET.height + 2 * MARGIN_MM) * PX_PER_MM;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This window cannot draw pictures.');
  context.fillStyle = INK.white;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(PX_PER_MM, PX_PER_MM);
  context.translate(MARGIN_MM, MARGIN_MM);
  for (const mark of marks) draw(context, mark);
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, 'image/png');
  });
  if (blob === null) throw new Error('The picture could not be made.');
  return new Uint8Array(await blob.arrayBuffer());
}
