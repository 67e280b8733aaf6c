import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { RegisteredPlugin } from '../../core/manifest/registry.js';
import type { PostIssueHostOptions } from '../../core/post-issue/host.js';
import type { HostedCertificate } from '../../core/post-issue/index.js';
import type { OwedStep, OwedSteps } from '../../core/post-issue/owed-steps.js';
import type { PassOptions, StepResult } from '../../core/post-issue/pass-types.js';
import {
  type CertificateEvent,
  type ContainerCommand,
  type DockerClient,
  describeFailure,
  Failure,
  type HttpClient,
  type IssuedCertificate,
  type Logger,
  type PluginContext,
  type PluginManifest,
  type PostIssuePlugin,
  silentLogger,
} from '../../core/sdk/index.js';

/** A certificate as the host hands it to plugins. */
export function certificate(
  name: string,
  changes: Partial<HostedCertificate> = {},
  configDir = '/nowhere',
): HostedCertificate {
  const live = join(configDir, 'live', name);
  return {
    name,
    domains: [name],
    version: 1,
    notAfter: new Date(0),
    fingerprint: '',
    paths: {
      configDir,
      live,
      archive: join(configDir, 'archive', name),
      cert: join(live, 'cert.pem'),
      chain: join(live, 'chain.pem'),
      fullchain: join(live, 'fullchain.pem'),
      privateKey: join(live, 'privkey.pem'),
    },
    options: {},
    ...changes,
  };
}

/** What a certificate says of containers (or services) to restart. */
export function restarts(containers: readonly string[], services: readonly string[] = []) {
  return { 'docker-restart': { containers, services } };
}

/** What a certificate says of commands to run in containers. */
export function runs(...commands: readonly ContainerCommand[]) {
  return { 'docker-exec': { commands } };
}

export function renewed(subject: IssuedCertificate): CertificateEvent {
  return { kind: 'renewed', certificate: subject };
}

export interface MemoryOwed extends OwedSteps {
  readonly steps: Set<string>;
}

/** Owed steps in memory, as `name version plugin`. */
export function memoryOwed(...steps: string[]): MemoryOwed {
  const kept = new Set(steps);
  const text = ({ certificate: name, version, plugin }: OwedStep) => `${name} ${version} ${plugin}`;
  return {
    steps: kept,
    async list() {
      return [...kept].map((line) => {
        const [name = '', version = '', plugin = ''] = line.split(' ');
        return { certificate: name, version: Number(version), plugin };
      });
    },
    async add(step) {
      kept.add(text(step));
    },
    async remove(step) {
      kept.delete(text(step));
    },
  };
}

/** A log that keeps its lines as `level message {fields}`; those of errors also without the level. */
export function listening() {
  const lines: string[] = [];
  const errors: string[] = [];
  const keep = (level: string) => (fields: object, text: string) => {
    lines.push(`${level} ${text} ${JSON.stringify(fields)}`);
    if (level === 'error') errors.push(`${text} ${JSON.stringify(fields)}`);
  };
  const levels = { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
  const log = { ...levels, child: () => log } as Logger;
  return { log, lines, errors };
}

type Create = (context: PluginContext<never>) => PostIssuePlugin;

const modules = new Map<string, Create>();
Object.assign(globalThis, { testPlugins: modules });
let count = 0;

/** A plugin whose module is this function. */
export function registered(
  manifest: Partial<PluginManifest> & { id: string },
  create: Create,
  origin = 'built in',
): RegisteredPlugin {
  count += 1;
  const key = `${manifest.id}-${count}`;
  modules.set(key, create);
  const source = `export default { sdk: 1, create: (context) => globalThis.testPlugins.get(${JSON.stringify(key)})(context) };`;
  return {
    manifest: { title: manifest.id, options: {}, ...manifest },
    origin,
    moduleUrl: `data:text/javascript,${encodeURIComponent(source)}`,
  };
}

function refuse(): never {
  throw new Failure('INTERNAL', 'a test used something that it did not ask for');
}

const noHttp: HttpClient = {
  extend: () => noHttp,
  get: refuse,
  post: refuse,
  put: refuse,
  patch: refuse,
  delete: refuse,
  send: refuse,
  hide: refuse,
};

export const noDocker: DockerClient = {
  isLikely: () => false,
  check: () => [],
  inspect: refuse,
  restart: refuse,
  exec: refuse,
  updateService: refuse,
  findByLabel: refuse,
};

/** Everything that a host wants, with nothing behind it. */
export function surroundings(changes: Partial<PostIssueHostOptions> = {}): PostIssueHostOptions {
  return {
    plugins: [],
    owed: memoryOwed(),
    optionsFor: () => ({}),
    docker: noDocker,
    http: noHttp,
    files: { write: refuse },
    memoryOf: () => ({ read: async () => undefined, write: async () => refuse() }),
    environment: (named = []) =>
      Object.fromEntries(['PATH', ...named].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    redact: (text) => text,
    log: silentLogger,
    ...changes,
  };
}

export function passOptions(changes: Partial<PassOptions> = {}): PassOptions {
  return {
    expected: [],
    current: async () => undefined,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** `name plugin ok`, or `name plugin` and what went wrong; sorted. */
export function summary(steps: readonly StepResult[]): string[] {
  return steps
    .map(({ certificate: name, plugin, failure }) => `${name} ${plugin} ${failure ? describeFailure(failure) : 'ok'}`)
    .sort();
}

/** Which timers were set from here on and not cleared. */
export function timersOf({ mock }: TestContext): () => unknown[] {
  const set = mock.method(globalThis, 'setTimeout');
  const cleared = mock.method(globalThis, 'clearTimeout');
  return () => {
    const gone = new Set(cleared.mock.calls.map((call) => call.arguments[0] as unknown));
    return set.mock.calls.map((call) => call.result as unknown).filter((timer) => !gone.has(timer));
  };
}
