import { useLocation } from 'wouter';
import { plain } from '../../shared/text/plain.ts';
import { useServices } from '../lib/live-store.ts';
import { useColourScheme } from '../ui/ThemeProvider.tsx';
import { testSound } from '../lib/use-alarm-sound.ts';
import { useKiosk } from '../wall/use-kiosk.ts';
import type { Command } from './palette-search.ts';
import { hasSettings } from './Routes.tsx';

/** Everything the palette offers now: screens, services, actions. */
export function useCommands(): readonly Command[] {
  const [, navigate] = useLocation();
  const services = useServices();
  const [scheme, setScheme] = useColourScheme();
  const [kiosk, setKiosk] = useKiosk();
  const go = (path: string) => () => navigate(path);
  const settings: readonly Command[] = hasSettings
    ? [
        { id: 'settings', label: 'Settings', kind: 'Screen', run: go('/settings') },
        { id: 'connect', label: 'Connect a source', kind: 'Screen', run: go('/settings/connect') },
      ]
    : [];
  const light = scheme === 'light';
  return [
    { id: 'wall', label: 'Wall', kind: 'Screen', run: go('/wall') },
    ...settings,
    { id: 'kiosk', label: kiosk ? 'Leave kiosk mode' : 'Kiosk mode', kind: 'Action', run: () => setKiosk(!kiosk) },
    { id: 'sound', label: 'Test the sound', kind: 'Action', run: () => void testSound() },
    { id: 'theme', label: light ? 'Dark colours' : 'Light colours', kind: 'Action', run: () => setScheme(light ? 'dark' : 'light') },
    ...services.map((service): Command => ({ id: `service-${service.id}`, label: plain(service.name, 80), kind: `Service, tier ${service.tier}`, run: go(`/service/${service.id}`) })),
  ];
}
