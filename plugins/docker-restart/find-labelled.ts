import type { DockerClient, IssuedCertificate, LabelledContainer } from '../../core/sdk/index.js';

export const restartLabel = 'letsencrypt-dns.restart';

/** Containers whose label has the name or a domain of the certificate. */
export function labelledFor(
  { name, domains }: Pick<IssuedCertificate, 'name' | 'domains'>,
  containers: readonly LabelledContainer[],
): LabelledContainer[] {
  const names = new Set([name, ...domains]);
  return containers.filter(({ labels }) => {
    const wanted = (labels[restartLabel] ?? '').toLowerCase().split(/[\s,]+/);
    return wanted.some((word) => names.has(word));
  });
}

/** The containers with the label, looked for once; a failure is forgotten, so that the next to ask tries again. */
export function labelLookUp(docker: DockerClient): (signal: AbortSignal) => Promise<readonly LabelledContainer[]> {
  let found: readonly LabelledContainer[] | undefined;
  return async (signal) => {
    found ??= await docker.findByLabel(restartLabel, signal);
    return found;
  };
}
