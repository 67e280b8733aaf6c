import type { DependencyContainer } from 'tsyringe';
import { createContainer } from '../application/container.js';
import type { Application } from '../application/open-application.js';
import { tokens } from '../application/tokens.js';
import { userAgent } from '../application/version.js';
import type { DesiredState } from '../config/desired-state.js';
import { trialDirectory } from '../issuance/pass/trial-leftovers.js';

/** The surroundings of a trial: those of the program, with a store, memory and accounts of its own and no plugin. */
export interface TrialSurroundings {
  readonly container: DependencyContainer;
  close(): Promise<void>;
}

/** @param state as `planTrial` gives it */
export function openTrial({ container, registry, log, redactor }: Application, state: DesiredState): TrialSurroundings {
  const { env, store } = container.resolve(tokens.passServices);
  const scopes = createContainer(
    {
      configDir: trialDirectory(store.publication),
      isTrial: true,
      log: log.child({ trial: true }),
      redactor,
      env,
      userAgent: userAgent(),
      // It writes to the same zones as everybody else.
      dnsTurns: container.resolve(tokens.dnsTurns),
    },
    {
      state: { settings: state.settings, plugins: {} },
      registry: { ...registry, plugins: [], findPlugin: () => undefined },
    },
  );
  return { container: scopes.current(), close: scopes.close };
}
