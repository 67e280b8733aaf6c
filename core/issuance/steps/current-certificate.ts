import type { DesiredState } from '../../config/desired-state.js';
import { Failure } from '../../sdk/failure.js';
import type { IssuedCertificate } from '../../sdk/plugin.js';
import { isGoodLineage } from '../../store/lineages/lineage.js';
import type { CertificateStore } from '../../store/store.js';
import { issuedCertificate } from './issued-certificate.js';

/** Reads certificates as post-issue plugins see them now; undefined where there is nothing to be done for one any more. */
export function currentCertificates(store: CertificateStore, state: DesiredState) {
  return async (name: string): Promise<IssuedCertificate | undefined> => {
    if (state.held.includes(name)) {
      throw new Failure('CONFIG', 'its line in the configuration is wrong, so that its steps are not known');
    }
    const wanted = state.certificates.find((certificate) => certificate.name === name);
    const isHere = wanted !== undefined && store.publication.wants(name);
    const lineage = isHere ? await store.read(name) : undefined;
    if (wanted === undefined || lineage === undefined || !isGoodLineage(lineage)) return undefined;
    return issuedCertificate(store.publication, wanted, lineage);
  };
}
