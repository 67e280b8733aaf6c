import type { DependencyContainer } from 'tsyringe';
import type { DesiredState } from '../config/desired-state.js';
import type { Redactor } from '../http/redact.js';
import type { Registry } from '../manifest/registry.js';
import type { Logger } from '../sdk/logger.js';
import type { DnsTurns } from './dns-turns.js';

/** What is known before any service is made, and lasts as long as the process. */
export interface Foundation {
  /** Absolute. */
  readonly configDir: string;
  /** Whether it is that of trials, at CAs whose limits are far away. */
  readonly isTrial?: boolean;
  readonly log: Logger;
  readonly redactor: Redactor;
  readonly env: NodeJS.ProcessEnv;
  readonly userAgent: string;
  /** How turns are taken in the DNS with others on this host; left out, by the store of the directory. */
  readonly dnsTurns?: DnsTurns;
}

/** What services are made of; certificates and profiles come with each pass. */
export interface InForce {
  readonly state: Pick<DesiredState, 'settings' | 'plugins'>;
  /** The providers and plugins that there are, those of the packages that the configuration names among them. */
  readonly registry: Registry;
}

/** Of a configuration, what services are made of: they last longer than its certificates are wanted in memory. */
export function inForceOf({ state: { settings, plugins }, registry }: InForce): InForce {
  return { state: { settings, plugins }, registry };
}

/** The services of one configuration after the other. */
export interface Scopes {
  /**
   * The services for a configuration: those of before, with their connections, where no setting has changed, else new
   * ones. The others are closed once whoever still uses them has had time to end.
   */
  enter(inForce: InForce): DependencyContainer;
  /** The services of the configuration that came first, or was entered last. */
  current(): DependencyContainer;
  /** Closes what holds sockets. Nothing is of any use afterwards. */
  close(): Promise<void>;
}

/** What scopes are made and ended by. */
export interface ScopeWork {
  open(inForce: InForce): DependencyContainer;
  close(scope: DependencyContainer): Promise<void>;
  closeAll(): void | Promise<void>;
  /** How long a scope that another one took the place of stays open, in milliseconds. */
  readonly graceMs?: number;
}

/** No pass uses a scope that is out of force, but a door may be at work for a client: an order can take that long. */
const usualGraceMs = 30 * 60_000;

export function createScopes({ open, close, closeAll, graceMs = usualGraceMs }: ScopeWork, first: InForce): Scopes {
  let scope = open(first);
  let mark = markOf(first);
  const retired = new Map<DependencyContainer, NodeJS.Timeout>();

  function retire(before: DependencyContainer): void {
    const end = () => {
      retired.delete(before);
      // Sockets that cannot be closed are gone already.
      close(before).catch(() => undefined);
    };
    retired.set(before, setTimeout(end, graceMs).unref());
  }

  return {
    enter(inForce) {
      const wanted = markOf(inForce);
      if (wanted === mark) return scope;
      retire(scope);
      scope = open(inForce);
      mark = wanted;
      return scope;
    },
    current: () => scope,
    async close() {
      for (const timer of retired.values()) clearTimeout(timer);
      await Promise.all([...retired.keys(), scope].map(close));
      await closeAll();
    },
  };
}

/** Stays in memory: there are secrets in it. */
function markOf({ state: { settings, plugins } }: InForce): string {
  return JSON.stringify([settings, plugins]);
}
