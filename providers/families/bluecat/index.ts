import {
  publishing,
  type RecordChange,
  type RecordDraft,
  throughChanges,
  undefinedIf,
  type Zone,
} from '../../../core/sdk/index.js';

/** What the versions of the Address Manager's API do each in their own way. */
export interface Deployed<Z extends Zone> {
  readonly add: (zone: Z, draft: RecordDraft) => Promise<unknown>;
  readonly remove: (id: string) => Promise<unknown>;
  /** Servers get what was changed once the zone is deployed. */
  readonly deploy: (zone: Z) => Promise<unknown>;
  readonly skipDeploy: boolean;
}

/** The writing part: all changes that are asked for together are deployed at once. A record that is gone already is removed. */
export function deployed<Z extends Zone>({ add, remove, deploy, skipDeploy }: Deployed<Z>) {
  return throughChanges<Z>(
    (zone, change: RecordChange) => {
      async function write(): Promise<void> {
        for (const draft of change.create) await add(zone, draft);
        for (const { id } of change.remove) await undefinedIf('RECORD_NOT_FOUND', remove(id));
      }
      return publishing(write, async () => skipDeploy || deploy(zone));
    },
    { ownIds: true },
  );
}
