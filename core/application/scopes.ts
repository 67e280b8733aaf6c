import type { DependencyContainer } from 'tsyringe';
import type { DesiredState } from '../config/index.js';
import type { Redactor } from '../http/index.js';
import type { Registry } from '../manifest/registry.js';
import type { Logger } from '../sdk/logger.js';

/** What is known before any service is made, and lasts as long as the process. */
export interface Foundation {
  /** Absolute. */
  readonly configDir: string;
  /** Whether it is that of trials, at CAs whose limits are far away. */
  readonly isTrial?: boolean;
  readonly registry: Registry;
  readonly log: Logger;
  readonly redactor: Redactor;
  readonly env: NodeJS.ProcessEnv;
  readonly userAgent: string;
}

/** Of a configuration, what services are made of; certificates and profiles come with each pass. */
export type InForce = Pick<DesiredState, 'settings' | 'plugins'>;

/** The services of one configuration after the other. */
export interface Scopes {
  /**
   * The services for a configuration: those of before, with their connections, where no setting has changed, else new
   * ones; the others are closed then. For passes, which come one after the other: none may be under way.
   */
  enter(state: InForce): Promise<DependencyContainer>;
  /** The services of the configuration that came first, or was entered last. */
  current(): DependencyContainer;
  /** Closes what holds sockets. Nothing is of any use afterwards. */
  close(): Promise<void>;
}

export function createScopes(
  open: (state: InForce) => DependencyContainer,
  closeScope: (scope: DependencyContainer) => Promise<void>,
  closeAll: () => void | Promise<void>,
  first: InForce,
): Scopes {
  let scope = open(first);
  let mark = markOf(first);
  return {
    async enter(state) {
      const wanted = markOf(state);
      if (wanted === mark) return scope;
      const before = scope;
      scope = open(state);
      mark = wanted;
      await closeScope(before);
      return scope;
    },
    current: () => scope,
    async close() {
      await closeScope(scope);
      await closeAll();
    },
  };
}

/** Stays in memory: there are secrets in it. */
function markOf({ settings, plugins }: InForce): string {
  return JSON.stringify([settings, plugins]);
}
