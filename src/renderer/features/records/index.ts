export { AuditPage } from './audit/AuditPage.tsx';
export { ImportPage } from './import/ImportPage.tsx';
export { MaintenancePage } from './maintenance/MaintenancePage.tsx';
export { SilencesPage } from './silences/SilencesPage.tsx';
export { MergePage } from './console/MergePage.tsx';
