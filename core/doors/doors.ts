import type { DoorName } from '../config/doors.js';
import type { CreateDoor } from './door.js';

/** The doors there are; the module of each is loaded once a client has it. */
export const doors: Readonly<Partial<Record<DoorName, () => Promise<CreateDoor>>>> = {
  acme: async () => (await import('./acme/create-door.js')).createDoor,
  httpreq: async () => (await import('./httpreq.js')).createDoor,
  'acme-dns': async () => (await import('./acme-dns/create-door.js')).createDoor,
  'cert-manager': async () => (await import('./cert-manager/create-door.js')).createDoor,
  certificates: async () => (await import('./certificates.js')).createDoor,
};
