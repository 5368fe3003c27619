export { ComposePage } from './ComposePage.tsx';
