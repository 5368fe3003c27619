/**
 * A second of the demo stands for so many of a usual set-up, that is for a minute: checks each minute, records kept for two, a When
 * clock of a quarter of an hour, a health check every five minutes, a rung of a ramp held for three.
 */
export const DEMO_PACE = 60;
