import type { DoorName } from '../config/doors.js';
import type { Door, DoorModule } from './door.js';
import { doors as known } from './doors.js';

/** Doors that are open. */
export interface DoorSet {
  list(): readonly (readonly [DoorName, Door])[];
  /** Opens those that are wanted, and closes the others. One that cannot be opened is told of: the others are no worse for it. */
  bringTo(wanted: ReadonlySet<DoorName>): Promise<void>;
  close(): Promise<void>;
}

export function createDoorSet(
  open: (name: DoorName, module: DoorModule) => Door | Promise<Door>,
  onFailure: (name: DoorName, error: unknown) => void,
): DoorSet {
  const opened = new Map<DoorName, Door>();
  return {
    list: () => [...opened],
    async bringTo(wanted) {
      for (const [name, door] of opened) {
        if (wanted.has(name)) continue;
        opened.delete(name);
        await door.close?.();
      }
      for (const name of wanted) {
        const load = known[name];
        if (load === undefined || opened.has(name)) continue;
        try {
          opened.set(name, await open(name, await load()));
        } catch (error) {
          onFailure(name, error);
        }
      }
    },
    async close() {
      const closing = [...opened.values()];
      opened.clear();
      await Promise.allSettled(closing.map((door) => door.close?.()));
    },
  };
}
