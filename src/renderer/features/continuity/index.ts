export { ContinuityPage } from './ContinuityPage.tsx';
export { PlanPage } from './plan/PlanPage.tsx';
export { SheetPage } from './confirm/SheetPage.tsx';
export { NewPlanPage } from './edit/NewPlanPage.tsx';
export { EditPage } from './edit/EditPage.tsx';
export { RunsPage } from './run/RunsPage.tsx';
export { RunPage } from './run/RunPage.tsx';
export { CardPage } from './card/CardPage.tsx';
/** What walls are made of. */
export { HoldToArm } from './confirm/HoldToArm.tsx';
export { PutAside } from './list/PutAside.tsx';
