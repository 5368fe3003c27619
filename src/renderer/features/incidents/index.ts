export { IncidentPage } from './IncidentPage.tsx';
/** The list with the form for a new incident above it. */
export { IncidentsPage, IncidentsPage as NewIncidentPage } from './IncidentsPage.tsx';
