import pLimit from 'p-limit';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { PassContext } from './pass-context.js';

/** Lineages that are taken over at the same time. */
const parallelAdoptions = 16;

/** A lineage of certbot or the seed image that the configuration names is ours from now on. */
export async function adoptWanted(
  { state, store, log }: Pick<PassContext, 'state' | 'store' | 'log'>,
  lineages: readonly Lineage[],
): Promise<readonly Lineage[]> {
  const wanted = new Set(state.certificates.map(({ name }) => name));
  const strange = lineages.filter(
    ({ name, managed, renewal }) => managed === undefined && wanted.has(name) && renewal !== undefined,
  );
  if (strange.length === 0) return lineages;
  const limit = pLimit(parallelAdoptions);
  await Promise.all(
    strange.map(({ name }) =>
      limit(async () => {
        await store.adopt(name);
        log.info(
          { event: 'certificate.adopted', certificate: name },
          'adopted a certificate that another program made',
        );
      }),
    ),
  );
  const adopted = new Set(strange.map(({ name }) => name));
  return lineages.map((lineage) => (adopted.has(lineage.name) ? { ...lineage, managed: 'adopted' } : lineage));
}
