export type { Door } from './door.js';
export { DoorRefusal } from './door.js';
export { createDoorKeeper, type DoorKeeper } from './keeper.js';
