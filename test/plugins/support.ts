import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readFolder } from '../../core/manifest/read-folder.js';
import { createPostIssueHost } from '../../core/post-issue/index.js';
import type { OwedSteps } from '../../core/post-issue/owed-steps.js';
import type { StepResult } from '../../core/post-issue/pass-types.js';
import {
  type CertificateEvent,
  type DockerClient,
  type IssuedCertificate,
  type Logger,
  type PluginManifest,
  silentLogger,
} from '../../core/sdk/index.js';
import { createFileStore } from '../../core/store/file-store.js';
import { certificate, noDocker, passOptions, surroundings } from '../post-issue/support.js';

const pluginsFolder = fileURLToPath(new URL('../../plugins/', import.meta.url));

/** The built-in plugins, as the program finds them. */
export const builtIn = readFolder<PluginManifest>(pluginsFolder);

export interface RunOptions {
  /** By plugin and option; the rest has the default of the manifest. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly docker?: DockerClient;
  readonly log?: Logger;
  readonly owed?: OwedSteps;
  readonly configDir?: string;
}

/** A host with some of the built-in plugins. */
export function hostWith(
  ids: readonly string[],
  { options = {}, docker, log, owed, configDir = '/nowhere' }: RunOptions,
) {
  const store = createFileStore({ configDir, log: silentLogger });
  return createPostIssueHost(
    surroundings({
      plugins: builtIn.filter(({ manifest }) => ids.includes(manifest.id)),
      optionsFor: (manifest) => ({ ...defaultsOf(manifest), ...options[manifest.id] }),
      docker: docker ?? noDocker,
      files: {
        write: ({ name }, fileName, data, links) => store.publication.writeArtifact({ name, fileName, data, links }),
      },
      ...(log && { log }),
      ...(owed && { owed }),
    }),
  );
}

function defaultsOf({ options }: PluginManifest): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([key, { default: value }]) => [key, value]));
}

/** Runs events through some plugins in one pass. */
export async function run(
  ids: readonly string[],
  events: readonly CertificateEvent[],
  options: RunOptions = {},
): Promise<readonly StepResult[]> {
  const expected = events.filter(({ kind }) => kind !== 'present').map((event) => event.certificate);
  const pass = hostWith(ids, options).beginPass(passOptions({ expected }));
  for (const event of events) await pass.done(event);
  return (await pass.finish()).steps;
}

/** A logger that keeps what is said. */
export function listening(): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  const say = (_: unknown, message: string) => {
    lines.push(message);
  };
  const log: Logger = { debug: say, info: say, warn: say, error: say, child: () => log };
  return { log, lines };
}

const openssl = promisify(execFile);

/** Makes a lineage with a chain of three, on disk as this program does it. */
export async function makeLineage(
  configDir: string,
  name: string,
  key: 'rsa' | 'ecdsa',
  version = 1,
): Promise<IssuedCertificate> {
  const subject = certificate(name, { version }, configDir);
  const { archive, live } = subject.paths;
  await mkdir(archive, { recursive: true });
  await mkdir(live, { recursive: true });
  const at = (kind: string) => join(archive, `${kind}${version}.pem`);
  const config = join(dirname(archive), 'openssl.cnf');
  await writeFile(config, '[req]\ndistinguished_name = dn\n[dn]\n');
  const kind = key === 'rsa' ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const common = ['req', '-x509', '-config', config, '-nodes', '-days', '30'];
  const make = (cn: string, algorithm: string[], keyFile: string, file: string, issuer: string[] = []) =>
    openssl('openssl', [
      ...common,
      '-newkey',
      ...algorithm,
      '-keyout',
      keyFile,
      '-out',
      file,
      '-subj',
      `/CN=${cn}`,
      ...issuer,
    ]);
  const ec = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const part = (file: string) => join(configDir, `${name}-${version}-${file}`);
  await make('root', ec, part('root.key'), part('root.pem'));
  await make('middle', ec, part('middle.key'), part('middle.pem'), [
    '-CA',
    part('root.pem'),
    '-CAkey',
    part('root.key'),
  ]);
  await make(name, kind, at('privkey'), at('cert'), ['-CA', part('middle.pem'), '-CAkey', part('middle.key')]);
  const { stdout: chain } = await openssl('cat', [part('middle.pem'), part('root.pem')]);
  const { stdout: leaf } = await openssl('cat', [at('cert')]);
  await writeFile(at('chain'), chain);
  await writeFile(at('fullchain'), leaf + chain);
  for (const file of ['cert', 'chain', 'fullchain', 'privkey']) {
    await symlink(`../../archive/${name}/${file}${version}.pem`, join(live, `${file}.pem`));
  }
  return subject;
}
