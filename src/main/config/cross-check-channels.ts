import { channelTraits } from '../../shared/model/channels/index.ts';
import type { HoldfastConfig } from '../../shared/model/config.ts';
import { unknownId } from './cross-finding.ts';
import type { Finding } from './explain.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/** What only shows when channels are held against services and people, or one key of a channel against another. */
export const checkChannels = ({ channels, services, people }: Pick<HoldfastConfig, 'channels' | 'services' | 'people'>): Finding[] =>
  channels.flatMap((channel, index): Finding[] => {
    const path = ['channels', index] as const;
    return [
      ...channelTraits(channel).services(channel).flatMap(([below, service]) => unknownId('service', service, services, [...path, ...below])),
      ...(channel.publishers ?? []).flatMap((person, at) => unknownId('person', person, people, [...path, 'publishers', at])),
      ...(channel.drill === true && channel.audience === 'public' ? [{ path: [...path, 'drill'], message: 'expected a channel of the internal or executive audience: the public would take a drill for real' }] : []),
      ...(channel.type === 'email' ? checkMail(channel).map(({ key, message }): Finding => ({ path: [...path, key], message })) : []),
    ];
  });

function checkMail({ security, host, user, password, oauth2 }: Extract<HoldfastConfig['channels'][number], { type: 'email' }>): { readonly key: string; readonly message: string }[] {
  return [
    ...(security === 'none' && !LOOPBACK.test(host) ? [{ key: 'security', message: 'expected starttls or tls, because this mail server is on another machine' }] : []),
    ...(password !== undefined && oauth2 !== undefined ? [{ key: 'password', message: 'expected either `password` or `oauth2`' }] : []),
    ...((password !== undefined || oauth2 !== undefined) && user === undefined ? [{ key: 'type', message: 'expected `user`, the account that the password or token belongs to' }] : []),
  ];
}
