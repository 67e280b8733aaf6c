import { lstatSync, rmdirSync, unlinkSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CertificateOptionsOf,
  definePlugin,
  Failure,
  type IssuedCertificate,
  inDirectory,
  mostBytes,
  readRegularFile,
} from '../../core/sdk/index.js';
import { copyMode } from './copy-mode.js';
import type manifest from './manifest.json';

type Certificate = IssuedCertificate<CertificateOptionsOf<typeof manifest>>;

/**
 * Writes `archive/<name>/cert<N>.pfx` and points `live/<name>/cert.pfx` and `<name>/cert.pks` at it. The file gets the
 * mode and the owner of the private key beside it, which has those that `permissions` gave it before.
 */
export default definePlugin<typeof manifest>(({ files, log }) => {
  async function format(legacy: boolean) {
    const { createPfx, isMadeWith, legacyScheme, modernScheme } = await import('./pkcs12.js');
    return { createPfx, isMadeWith, scheme: legacy ? legacyScheme : modernScheme };
  }

  async function write(certificate: Certificate): Promise<void> {
    const { name, paths, options: own } = certificate;
    const [privateKey, fullchain] = await Promise.all([readPem(paths.privateKey), readPem(paths.fullchain)]);
    const { createPfx, scheme } = await format(own.legacy);
    const file = await createPfx({ privateKey, fullchain, friendlyName: name }, own.passphrase, scheme).catch(
      (error: unknown) => {
        throw new Failure('PLUGIN', 'the key or the certificates cannot be put into a PKCS#12 file', {
          place: paths.live,
          cause: error,
        });
      },
    );
    const links = linksOf(name);
    await files.write(certificate, fileNameOf(certificate), file, links);
    await copyMode(paths.privateKey, pathOf(certificate), paths.configDir);
    await copyMode(paths.live, join(paths.configDir, name), paths.configDir);
    log.info({ certificate: name, file: pathOf(certificate) }, 'PKCS#12 file written');
  }

  /** Whether the links lead to this version's file, and the present passphrase opens it. */
  async function isUpToDate(certificate: Certificate): Promise<boolean> {
    const { name, paths, options: own } = certificate;
    const path = pathOf(certificate);
    const wanted = await identify(path);
    if (wanted === undefined) return false;
    for (const link of linksOf(name)) {
      if ((await identify(join(paths.configDir, link))) !== wanted) return false;
    }
    const { isMadeWith, scheme } = await format(own.legacy);
    return isMadeWith(await readRegularFile(path, mostBytes.small), own.passphrase, scheme);
  }

  return {
    concerns: ({ kind, certificate }) => kind === 'removed' || certificate.options.export,
    async handle({ kind, certificate }) {
      if (kind === 'removed') return removeLink(certificate);
      if (kind === 'present' && (await isUpToDate(certificate))) return;
      await write(certificate);
    },
  };
});

function fileNameOf({ version }: Certificate): string {
  return `cert${version}.pfx`;
}

function pathOf(certificate: Certificate): string {
  return join(certificate.paths.archive, fileNameOf(certificate));
}

/** Relative to the configuration directory. */
function linksOf(name: string): string[] {
  return [join('live', name, 'cert.pfx'), join(name, 'cert.pks')];
}

async function readPem(path: string): Promise<string> {
  try {
    return (await readRegularFile(path, mostBytes.small)).toString('utf8');
  } catch (error) {
    throw new Failure('STORE', 'a file of the certificate cannot be read', { place: path, cause: error });
  }
}

/** Device and inode of what a path leads to; undefined where there is nothing. */
async function identify(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path);
    return `${dev}:${ino}`;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The directory `<name>/` is ours alone: it goes with the certificate, unless somebody has put something into it. */
function removeLink({ name, paths }: Certificate): void {
  try {
    inDirectory(paths.configDir, { inside: paths.configDir }, (parent) => {
      const directory = parent.enter(name);
      try {
        const link = directory.at('cert.pks');
        if (!lstatSync(link).isSymbolicLink()) return;
        unlinkSync(link);
      } finally {
        directory.close();
      }
      rmdirSync(parent.at(name));
    });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (!isMissing(error) && code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
