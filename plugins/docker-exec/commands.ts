import type { ContainerCommand, IssuedCertificate, LabelledContainer } from '../../core/sdk/index.js';
import { splitWords } from './split-words.js';

export function labelOf({ name }: Pick<IssuedCertificate, 'name'>): string {
  return `letsencrypt-dns.exec.${name}`;
}

/** @throws Failure CONFIG naming the container whose label cannot be split */
export function commandOf({ name, id, labels }: LabelledContainer, label: string): ContainerCommand {
  return { container: id, argv: splitWords(labels[label] ?? '', `label ${label} of the container ${name}`) };
}
