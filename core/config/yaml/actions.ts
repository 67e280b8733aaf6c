import type { DesiredCertificate } from '../desired-state.js';
import { type ExecCommand, isContainerName } from '../domains-conf-options.js';
import { didYouMean } from '../nearest.js';
import type { ProblemCollector } from '../problems.js';
import { splitShellWords } from '../shell-words.js';
import type { YamlDocument, YamlPath } from './document.js';
import type { CertificateEntry } from './schema.js';

const restartKeys = ['containers', 'container', 'podman_containers', 'swarm_services'] as const;

const keysHere = `The keys here are ${restartKeys.join(', ')}`;

function isRestartKey(name: string): boolean {
  return (restartKeys as readonly string[]).includes(name);
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

/** What to restart: containers and, apart from them, swarm services. */
export function readRestarts(
  entry: CertificateEntry,
  path: YamlPath,
  document: YamlDocument,
  problems: ProblemCollector,
): Pick<DesiredCertificate, 'restartContainers' | 'restartServices'> {
  const containers: string[] = [];
  const services: string[] = [];
  const misplaced = checkContainers(entry.podman_containers ?? [], [...path, 'podman_containers'], document, problems);
  containers.push(...misplaced);
  for (const [index, item] of (entry.autorestart ?? []).entries()) {
    for (const key of Object.keys(item).filter((name) => !isRestartKey(name))) {
      const near = didYouMean(key, restartKeys);
      const place = document.placeOfKey([...path, 'autorestart', index, key]);
      if (near !== undefined) problems.error(place, `unknown key \`${key}\``, { hint: near });
      // dnsrobocert lets such keys pass, and files that it takes must go on working.
      else problems.warn(place, `unknown key \`${key}\`, of which nothing becomes`, { hint: keysHere });
    }
    for (const key of restartKeys) {
      const names = checkContainers(item[key] ?? [], [...path, 'autorestart', index, key], document, problems);
      (key === 'swarm_services' ? services : containers).push(...names);
    }
  }
  return { restartContainers: [...new Set(containers)], restartServices: [...new Set(services)] };
}

/** Commands to run in containers. */
export function readCommands(
  entry: CertificateEntry,
  path: YamlPath,
  document: YamlDocument,
  problems: ProblemCollector,
): ExecCommand[] {
  return (entry.autocmd ?? []).flatMap(({ cmd, containers = [] }, index) => {
    const itemPath = [...path, 'autocmd', index];
    const split =
      typeof cmd === 'string' ? splitShellWords(cmd) : { words: cmd.map((word) => ({ text: word })), fault: undefined };
    const argv = split.words.map((word) => word.text);
    const place = document.placeOf([...itemPath, 'cmd']);
    if (split.fault !== undefined) problems.error(place, `character ${split.fault.index + 1}: ${split.fault.message}`);
    else if (argv[0] === undefined || argv[0] === '') problems.error(place, 'the command is empty');
    return checkContainers(containers, [...itemPath, 'containers'], document, problems).map((container) => ({
      container,
      argv,
    }));
  });
}
