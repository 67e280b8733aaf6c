import { loadModule } from '../manifest/load-module.js';
import type { RegisteredPlugin } from '../manifest/registry.js';
import { withSignal } from '../sdk/ambient-signal.js';
import type { DockerClient } from '../sdk/docker.js';
import { describeFailure, Failure, isFailure, toFailure } from '../sdk/failure.js';
import type { HttpClient } from '../sdk/http.js';
import type { Logger } from '../sdk/logger.js';
import type { PluginManifest } from '../sdk/manifest.js';
import type {
  CertificateEvent,
  CertificateFiles,
  IssuedCertificate,
  PluginContext,
  PluginMemory,
  PluginModule,
  PostIssuePlugin,
} from '../sdk/plugin.js';
import { bounded } from './bounded.js';
import { ofPlugin } from './hosted-certificate.js';

/** What plugins are given. */
export interface PluginSurroundings {
  /** Typed options of a plugin. May throw Failure CONFIG: the plugin then fails with it. */
  optionsFor(manifest: PluginManifest): object;
  readonly docker: DockerClient;
  readonly http: HttpClient;
  readonly files: CertificateFiles;
  /** What a plugin remembers, by its id. */
  memoryOf(id: string): PluginMemory;
  /** The variables that programs started by plugins may see. */
  environment(named?: readonly string[]): Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** A plugin for one pass. None of its methods but `handle` throws. */
export interface OpenPlugin {
  readonly id: string;
  readonly runsAtStart: boolean;
  concerns(event: CertificateEvent): boolean;
  /** Whether certificates may share something at all. */
  readonly mayShare: boolean;
  /** Once before `shares` is first asked. */
  prepare(signal: AbortSignal): Promise<void>;
  shares(certificate: IssuedCertificate): readonly string[];
  sharesLoosely(certificate: IssuedCertificate): readonly string[];
  /** One certificate at a time unless the manifest says otherwise, within the time limit of the manifest. @throws Failure */
  handle(event: CertificateEvent, signal: AbortSignal): Promise<void>;
}

const usualTimeoutSeconds = 60;
const prepareLimitMs = 30_000;

/** How long a plugin may take for one thing, in milliseconds. */
export function timeLimitOf({ timeoutSeconds }: PluginManifest): number {
  return (timeoutSeconds ?? usualTimeoutSeconds) * 1000;
}

/** What a plugin is made with. @throws Failure CONFIG where its options are wrong */
export function contextFor(
  manifest: PluginManifest,
  { optionsFor, docker, http, files, memoryOf, environment }: PluginSurroundings,
  log: Logger,
): PluginContext<object> {
  return { options: optionsFor(manifest), log, http, docker, files, memory: memoryOf(manifest.id), environment };
}

/** Loads a plugin and makes it anew. One that cannot be loaded concerns every event and fails each with the reason. */
export async function openPlugin(registered: RegisteredPlugin, surroundings: PluginSurroundings): Promise<OpenPlugin> {
  const { manifest } = registered;
  const log = surroundings.log.child({ plugin: manifest.id });
  const plugin = await createPlugin(registered, surroundings, log);
  const limitMs = timeLimitOf(manifest);
  const seen = (certificate: IssuedCertificate) => ofPlugin(manifest, certificate);
  const own = ({ kind, certificate }: CertificateEvent) => ({ kind, certificate: seen(certificate) });
  let queue: Promise<unknown> = Promise.resolve();

  async function handleNow(event: CertificateEvent, signal: AbortSignal): Promise<void> {
    const overdue = `the plugin "${manifest.id}" did not end within ${limitMs / 1000} s`;
    try {
      await bounded(
        (inner) => withSignal(inner, async () => plugin.handle(own(event), inner)),
        limitMs,
        signal,
        overdue,
      );
    } catch (error) {
      throw toFailure(error, 'PLUGIN');
    }
  }

  return {
    id: manifest.id,
    runsAtStart: manifest.runsAtStart === true,
    mayShare: plugin.shares !== undefined || plugin.sharesLoosely !== undefined,
    concerns: (event) => guard(() => plugin.concerns?.(own(event)) ?? true, true, 'concerns'),
    async prepare(signal) {
      const { prepare } = plugin;
      if (prepare === undefined) return;
      const overdue = `the plugin "${manifest.id}" did not get ready within ${prepareLimitMs / 1000} s`;
      try {
        await bounded(async (inner) => prepare.call(plugin, inner), prepareLimitMs, signal, overdue);
      } catch (error) {
        log.debug({ reason: describeFailure(error) }, 'the plugin could not prepare the pass');
      }
    },
    sharesLoosely: (certificate) => guard(() => plugin.sharesLoosely?.(seen(certificate)) ?? [], [], 'sharesLoosely'),
    shares: (certificate) => guard(() => plugin.shares?.(seen(certificate)) ?? [], [], 'shares'),
    handle(event, signal) {
      if (manifest.parallel === true) return handleNow(event, signal);
      const turn = queue.then(() => handleNow(event, signal));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };

  function guard<T>(ask: () => T, otherwise: T, method: string): T {
    try {
      return ask();
    } catch (error) {
      log.warn({ reason: describeFailure(error) }, `the method ${method} of the plugin failed`);
      return otherwise;
    }
  }
}

async function createPlugin(
  registered: RegisteredPlugin,
  surroundings: PluginSurroundings,
  log: Logger,
): Promise<PostIssuePlugin> {
  const { id } = registered.manifest;
  try {
    const { create } = await loadModule<PluginModule>(registered);
    // The manifest vouches for the type of the options; see `definePlugin`.
    return create(contextFor(registered.manifest, surroundings, log) as PluginContext<never>);
  } catch (error) {
    const failure = isFailure(error)
      ? error
      : new Failure('PLUGIN', `the plugin "${id}" cannot start: ${toFailure(error).message}`, { cause: error });
    return { handle: () => Promise.reject(failure) };
  }
}
