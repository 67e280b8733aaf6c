import { writeFileAtomic } from '../../disk/atomic-write.js';
import { readTextIfPresent } from '../../disk/read-file.js';
import { Failure } from '../../sdk/failure.js';
import { markManaged, readRenewalFacts } from '../certbot/renewal-conf.js';
import { assertLineageName, type Layout } from '../layout.js';

/**
 * Records that a lineage of certbot or the seed image is this program's from now on, in a section of its renewal
 * configuration that certbot keeps and does not read. Nothing else changes. True where it was not recorded before.
 * @throws Failure LINEAGE where there is no such configuration or it cannot be parsed, STORE where it cannot be written
 */
export async function adoptLineage(layout: Layout, name: string): Promise<boolean> {
  assertLineageName(name);
  const path = layout.renewalConf(name);
  const text = await readTextIfPresent(path);
  if (text === undefined) throw new Failure('LINEAGE', `there is no certificate named ${name}`, { place: path });
  if (readRenewalFacts(text, path).managed !== undefined) return false;
  await writeFileAtomic(path, markManaged(text, path, 'adopted'));
  return true;
}
