import type { Journal } from '../store/facts/journal.js';

/** A step that has not succeeded yet for a version of a certificate. */
export interface OwedStep {
  readonly certificate: string;
  /** N of the files in `archive/`. */
  readonly version: number;
  /** Id of the plugin. */
  readonly plugin: string;
}

/** Remembers steps over restarts. Each method is durable when it returns. */
export interface OwedSteps {
  list(): Promise<readonly OwedStep[]>;
  /** Adding a step twice is as adding it once. */
  add(step: OwedStep): Promise<void>;
  /** Removing one that is not there is fine. */
  remove(step: OwedStep): Promise<void>;
}

/** The owed steps in the journal of the store. */
export function owedStepsIn(journal: Pick<Journal, 'add' | 'list' | 'remove'>): OwedSteps {
  /** Ids seen so far, so that removing one needs no look at all the others. */
  const ids = new Map<string, string>();

  return {
    async list() {
      const entries = await journal.list('owed-step');
      for (const entry of entries) ids.set(keyOf(entry), entry.id);
      return entries.map(({ certificate, version, plugin }) => ({ certificate, version, plugin }));
    },
    async add({ certificate, version, plugin }) {
      ids.set(
        keyOf({ certificate, version, plugin }),
        await journal.add({ kind: 'owed-step', certificate, version, plugin }),
      );
    },
    async remove(step) {
      const id = ids.get(keyOf(step)) ?? (await find(step));
      if (id === undefined) return;
      await journal.remove(id);
      ids.delete(keyOf(step));
    },
  };

  async function find(step: OwedStep): Promise<string | undefined> {
    const entries = await journal.list('owed-step', step.certificate);
    return entries.find((entry) => keyOf(entry) === keyOf(step))?.id;
  }
}

/** One text for one step of one version. */
export function keyOf({ certificate, version, plugin }: OwedStep): string {
  return JSON.stringify([certificate, version, plugin]);
}
