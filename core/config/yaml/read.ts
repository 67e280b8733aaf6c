import { basename } from 'node:path';
import type { ConfigurationSource } from '../desired-state.js';
import { createProblemCollector } from '../problems.js';
import { hintOf, tryReadFile } from '../read-file.js';
import { readCertificates } from './certificates.js';
import { isPlainMap, parseYaml } from './document.js';
import { readDoors } from './doors.js';
import { doorsSchema } from './doors-schema.js';
import { expandYaml } from './expand.js';
import { checkPart } from './issues.js';
import { readProfiles } from './profiles.js';
import { emptyYaml, type YamlConfiguration, type YamlSource } from './result.js';
import { schemasFor } from './schema.js';
import { settingsOfFile } from './settings.js';

/**
 * Reads a YAML file. A fault of the file as a whole or of its settings stops everything (its settings decide which CA
 * is asked); a fault in a profile or a certificate stops that one.
 */
export async function readYamlConfiguration(source: YamlSource): Promise<YamlConfiguration> {
  const { path, problems } = source;
  const shown = source.configFile ?? basename(path);
  function without(status: ConfigurationSource['status']): YamlConfiguration {
    return { ...emptyYaml, source: { kind: 'yaml', path, status, complete: status !== 'invalid' } };
  }
  const file = await tryReadFile(source.readFile, path, source.signal);
  if (file.status !== 'read') {
    const reason = file.status === 'missing' ? 'there is no such file' : file.reason;
    problems.error(shown, `cannot read the file: ${reason}`, hintOf(file));
    return without(file.status);
  }
  const document = await parseYaml(file.text, shown, problems);
  if (document === undefined) return without('invalid');
  if (document.value === null || document.value === '') {
    problems.warn(shown, 'the file is empty');
    return without('empty');
  }
  const schemas = schemasFor(source.plugins);
  const value = await expandYaml(document, source, schemas.full);
  const entry = checkPart(schemas.file, value, [], document, problems);
  if (!isPlainMap(value)) return without('invalid');
  if (entry === undefined) {
    // The file may name the packages that bring the keys which are unknown as yet.
    const variables = await settingsOfFile(value, source.read, document, createProblemCollector(), source);
    return { ...without('invalid'), variables };
  }

  const variables = await settingsOfFile(entry, source.read, document, problems, source);
  const isSilent = !isOwnFile(path) && !variables.given.has('FOLLOW_CNAMES');
  const followed = { ...source, read: variables, ...(isSilent && { followCnames: false }) };
  const profiles = new Map(await readProfiles(listOf(entry.profiles) ?? [], document, source));
  const certificates = await readCertificates(listOf(entry.certificates) ?? [], profiles, document, followed);
  const section =
    entry.doors === undefined ? undefined : checkPart(doorsSchema, entry.doors, ['doors'], document, problems);
  const doors = section === undefined ? undefined : await readDoors(section, document, source);
  const drafts = [...profiles.values()];
  const draft = entry.draft === true;
  if (draft) problems.warn(document.placeOf(['draft']), 'the file is a draft, so its certificates stay as they are');
  const status = statusOf(listOf(entry.certificates), certificates.make.length, draft);
  return {
    source: { kind: 'yaml', path, status, complete: certificates.complete },
    variables,
    profiles: (settings) => drafts.flatMap((profile) => (profile.make === undefined ? [] : [profile.make(settings)])),
    certificates: (settings) => (draft ? [] : certificates.make.map((make) => make(settings))),
    held: draft ? [...certificates.held, ...certificates.names] : certificates.held,
    doors: draft ? undefined : doors,
    secrets: [
      ...drafts.flatMap((profile) => profile.secrets),
      ...(doors?.clients ?? []).flatMap(({ secret }) => secret ?? []),
    ],
  };
}

/** A file of another name was written for dnsrobocert, which follows no CNAME unless told. */
function isOwnFile(path: string): boolean {
  return /^(letsencrypt-dns\.|\.letsencrypt-dnsrc)/.test(basename(path));
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function statusOf(
  section: readonly unknown[] | undefined,
  right: number,
  draft: boolean,
): ConfigurationSource['status'] {
  if (draft) return 'draft';
  if (section === undefined) return 'settings';
  if (section.length === 0) return 'empty';
  return right === 0 ? 'invalid' : 'read';
}
