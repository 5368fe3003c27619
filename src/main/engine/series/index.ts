export { createSeries, type Sample, type Series } from './series-service.ts';
