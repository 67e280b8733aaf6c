import type { DoorName } from '../config/doors.js';
import type { DoorModule } from './door.js';

/** The doors there are; the module of each is loaded once a client has it. */
export const doors: Readonly<Partial<Record<DoorName, () => Promise<DoorModule>>>> = {
  acme: () => import('./acme/create-door.js'),
  httpreq: () => import('./httpreq.js'),
  'acme-dns': () => import('./acme-dns/create-door.js'),
  'cert-manager': () => import('./cert-manager/create-door.js'),
  certificates: () => import('./certificates.js'),
};
