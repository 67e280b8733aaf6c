import { keyOf, type OwedStep, type OwedSteps } from './owed-steps.js';

/** The owed steps during one pass: kept in memory and on disk alike. No method throws; faults go to the callback. */
export interface Ledger {
  load(): Promise<void>;
  /** Names of the certificates that owe something. */
  certificates(): string[];
  /** Ids of the plugins that a certificate owes a run, whatever the version. */
  owedBy(name: string): string[];
  /** A certificate now owes these and nothing else. The new ones are recorded before old ones are forgotten. */
  replace(name: string, version: number, plugins: readonly string[]): Promise<void>;
  owe(step: OwedStep): Promise<void>;
  settle(step: OwedStep): Promise<void>;
  settleAll(name: string): Promise<void>;
}

/** @param onFault told when the record cannot be kept: a step is then lost at a kill, or done once more than needed */
export function createLedger(owedSteps: OwedSteps, onFault: (error: unknown) => void): Ledger {
  const byName = new Map<string, Map<string, OwedStep>>();

  function remember(step: OwedStep): void {
    const steps = byName.get(step.certificate) ?? new Map<string, OwedStep>();
    byName.set(step.certificate, steps.set(keyOf(step), step));
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      onFault(error);
    }
  }

  function stepsOf(name: string): OwedStep[] {
    return [...(byName.get(name)?.values() ?? [])];
  }

  async function owe(step: OwedStep): Promise<void> {
    if (byName.get(step.certificate)?.has(keyOf(step))) return;
    remember(step);
    await attempt(() => owedSteps.add(step));
  }

  async function settle(step: OwedStep): Promise<void> {
    const steps = byName.get(step.certificate);
    if (steps?.delete(keyOf(step)) !== true) return;
    if (steps.size === 0) byName.delete(step.certificate);
    await attempt(() => owedSteps.remove(step));
  }

  return {
    load: () => attempt(async () => (await owedSteps.list()).forEach(remember)),
    certificates: () => [...byName.keys()],
    owedBy: (name) => [...new Set(stepsOf(name).map((step) => step.plugin))],
    async replace(name, version, plugins) {
      const wanted = plugins.map((plugin) => ({ certificate: name, version, plugin }));
      const keys = new Set(wanted.map(keyOf));
      const outdated = stepsOf(name).filter((step) => !keys.has(keyOf(step)));
      for (const step of wanted) await owe(step);
      for (const step of outdated) await settle(step);
    },
    owe,
    settle,
    async settleAll(name) {
      for (const step of stepsOf(name)) await settle(step);
    },
  };
}
