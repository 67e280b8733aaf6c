import type { CertificateSection, ContainerCommand } from '../../sdk/manifest.js';
import { splitShellWords } from '../../sdk/shell-words.js';
import { type GivenStep, stepOptions } from '../certificate-steps.js';
import { isContainerName } from '../domains-conf-options.js';
import { didYouMean } from '../nearest.js';
import type { KnownPlugin } from '../plugin-variables.js';
import type { ProblemCollector } from '../problems.js';
import type { YamlDocument, YamlPath } from './document.js';
import { type FoundStep, findSteps, partsOf } from './step-paths.js';

/** What an entry says to plugins; its form is checked. @param path where the entry stands */
export function readGivenSteps(
  entry: object,
  path: YamlPath,
  document: YamlDocument,
  plugins: readonly KnownPlugin[],
  problems: ProblemCollector,
): readonly GivenStep[] {
  for (const { manifest } of plugins) {
    for (const [key, section] of Object.entries(manifest.certificateSections ?? {})) {
      warnOfUnknownKeys(entry, key, section, path, document, plugins, problems);
    }
  }
  return findSteps(entry, stepOptions(plugins)).flatMap((found) => {
    const at = [...path, ...found.path];
    const value = readValue(found, at, document, problems);
    const name = found.path.map(String).join('.');
    return value === undefined ? [] : [{ option: found.option, value, name, place: document.placeOf(at) }];
  });
}

function readValue(
  { option: { spec }, value }: FoundStep,
  path: YamlPath,
  document: YamlDocument,
  problems: ProblemCollector,
): GivenStep['value'] | undefined {
  if (spec.containers === true) return checkContainers(textsOf(value), path, document, problems);
  if (spec.commands === true) return readCommands(value, path, document, problems);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function checkContainers(
  names: readonly string[],
  path: YamlPath,
  document: YamlDocument,
  problems: ProblemCollector,
): readonly string[] {
  for (const [index, name] of names.entries()) {
    if (isContainerName(name)) continue;
    const message = name === '' ? 'a container name is empty' : `\`${name}\` is not a container name`;
    problems.error(document.placeOf([...path, index]), message);
  }
  return names;
}

/** Commands to run in containers: text, or words that were split already. */
function readCommands(
  value: unknown,
  path: YamlPath,
  document: YamlDocument,
  problems: ProblemCollector,
): readonly ContainerCommand[] {
  const items: readonly object[] = Array.isArray(value) ? value : [];
  return items.flatMap((item, index) => {
    const cmd: unknown = Reflect.get(item, 'cmd');
    const itemPath = [...path, index];
    const split =
      typeof cmd === 'string'
        ? splitShellWords(cmd)
        : { words: textsOf(cmd).map((word) => ({ text: word })), fault: undefined };
    const argv = split.words.map((word) => word.text);
    const place = document.placeOf([...itemPath, 'cmd']);
    if (split.fault !== undefined) problems.error(place, `character ${split.fault.index + 1}: ${split.fault.message}`);
    else if (argv[0] === undefined || argv[0] === '') problems.error(place, 'the command is empty');
    const containers = textsOf(Reflect.get(item, 'containers'));
    return checkContainers(containers, [...itemPath, 'containers'], document, problems).map((container) => ({
      container,
      argv,
    }));
  });
}

/** Where another program lets any key pass, files that it takes must go on working. */
function warnOfUnknownKeys(
  entry: object,
  key: string,
  { loose }: CertificateSection,
  path: YamlPath,
  document: YamlDocument,
  plugins: readonly KnownPlugin[],
  problems: ProblemCollector,
): void {
  const section: unknown = Reflect.get(entry, key);
  if (loose !== true || section === undefined) return;
  const found = stepOptions(plugins)
    .flatMap(({ yaml }) => yaml.map((place) => partsOf(place.path)))
    .flatMap(([first, second]) => (first?.key === key && second !== undefined ? [second.key] : []));
  const keys = [...new Set(found)];
  for (const [index, item] of [section].flat().entries()) {
    const itemPath = Array.isArray(section) ? [...path, key, index] : [...path, key];
    for (const name of Object.keys(Object(item)).filter((given) => !keys.includes(given))) {
      const near = didYouMean(name, keys);
      const place = document.placeOfKey([...itemPath, name]);
      const hint = near ?? `The keys here are ${keys.join(', ')}`;
      if (near !== undefined) problems.error(place, `unknown key \`${name}\``, { hint });
      else problems.warn(place, `unknown key \`${name}\`, of which nothing becomes`, { hint });
    }
  }
}
