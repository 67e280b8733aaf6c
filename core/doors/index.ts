export type { CreateDoor, Door, DoorAnswer, DoorCall, DoorContext, Gate } from './door.js';
export { DoorRefusal } from './door.js';
export { createDoorKeeper, type DoorKeeper, type KeeperOptions } from './keeper.js';
