import { createHash } from 'node:crypto';
import type { DoorClient, DoorsSettings } from '../../core/config/doors.js';

/** A client whose secret follows from its name. */
export function client(name: string, more: Partial<DoorClient> = {}): DoorClient {
  const secret = createHash('sha256').update(`secret of ${name}`).digest('base64url');
  return {
    name,
    secret,
    secretHash: createHash('sha256').update(secret).digest('hex'),
    domains: [`${name}.example.com`],
    doors: ['acme'],
    from: [],
    certificates: [],
    validate: undefined,
    place: 'letsencrypt-dns.yml:1:1',
    ...more,
  };
}

export function settingsWith(clients: readonly DoorClient[], more: Partial<DoorsSettings> = {}): DoorsSettings {
  return {
    listen: { host: '127.0.0.1', port: 0 },
    tls: undefined,
    url: 'http://127.0.0.1:1',
    clients,
    certManager: undefined,
    acmeDns: undefined,
    place: 'letsencrypt-dns.yml:1:1',
    ...more,
  };
}
