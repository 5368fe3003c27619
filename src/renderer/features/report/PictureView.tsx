import type { Picture } from '../../../shared/model/report.ts';
import styles from './picture.module.css';

/** A chart of the report, drawn from the places that the engine has worked out: the same as in every file of it. */
export function PictureView({ picture }: { picture: Picture }) {
  const { title, caption, alt, width, height, plot, line, impact, values, times, limits, moments } = picture;
  return (
    <figure className={styles.figure}>
      <p className={styles.title} dir="auto">
        {title}
      </p>
      <svg className={styles.picture} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={alt}>
        {impact === null ? null : <rect className={styles.impact} x={impact.from} y={plot.top} width={Math.max(0.5, impact.to - impact.from)} height={plot.bottom - plot.top} />}
        {values.map(({ y, label }) => (
          <g key={`${y} ${label}`}>
            <line className={styles.grid} x1={plot.left} y1={y} x2={plot.right} y2={y} />
            <text className={styles.axis} x={plot.left - 8} y={y + 4} textAnchor="end">
              {label}
            </text>
          </g>
        ))}
        {times.map(({ x, label }) => (
          <text key={x} className={styles.axis} x={x} y={plot.bottom + 16} textAnchor="middle">
            {label}
          </text>
        ))}
        {moments.map(({ x, y, end, label }) => (
          <g key={label}>
            <line className={styles.moment} x1={x} y1={y - 9} x2={x} y2={plot.bottom} />
            <text className={styles.axis} x={end ? x - 3 : x + 3} y={y} textAnchor={end ? 'end' : 'start'}>
              {label}
            </text>
          </g>
        ))}
        <path className={styles.curve} d={line} />
        {limits.map(({ y, label }) => (
          <g key={label}>
            <line className={styles.limit} x1={plot.left} y1={y} x2={plot.right} y2={y} />
            <text className={styles.limitWord} x={plot.right} y={y - 4} textAnchor="end">
              {label}
            </text>
          </g>
        ))}
      </svg>
      <figcaption className={styles.caption} dir="auto">
        {caption}
      </figcaption>
    </figure>
  );
}
