export { createDoorKeeper, type DoorKeeper } from './keeper.js';
