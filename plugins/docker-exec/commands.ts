import {
  type ContainerCommand,
  Failure,
  type IssuedCertificate,
  type LabelledContainer,
  splitShellWords,
} from '../../core/sdk/index.js';

export function labelOf({ name }: Pick<IssuedCertificate, 'name'>): string {
  return `letsencrypt-dns.exec.${name}`;
}

/** @throws Failure CONFIG naming the container whose label cannot be split */
export function commandOf({ name, id, labels }: LabelledContainer, label: string): ContainerCommand {
  return { container: id, argv: splitCommand(labels[label] ?? '', `label ${label} of the container ${name}`) };
}

/** @throws Failure CONFIG for a quote that is never closed and a backslash at the end */
export function splitCommand(command: string, place: string): string[] {
  const { words, fault } = splitShellWords(command);
  if (fault === undefined) return words.map(({ text }) => text);
  const message = `character ${fault.index + 1} of the command ${command}: ${fault.message}`;
  throw new Failure('CONFIG', message, { place });
}
