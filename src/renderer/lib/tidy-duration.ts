const UNITS: Readonly<Record<string, string>> = { sec: 's', second: 's', seconds: 's', min: 'm', minute: 'm', minutes: 'm', hour: 'h', hours: 'h', day: 'd', days: 'd' };

/** A duration as people type it ("5 min", "1h 30 m") in the form of holdfast.yaml ("5m", "1h30m"); what is none comes out as it went in. */
export const tidyDuration = (text: string): string => text.trim().toLowerCase().replaceAll(/(\d)\s*([a-z]+)\s*/g, (_, digit: string, unit: string) => `${digit}${UNITS[unit] ?? unit}`);
