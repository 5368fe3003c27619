export { ConsoleBand } from './ConsoleBand.tsx';
