import { realClients } from '../acme/clients.js';
import type { DoorFault } from './door-faults.js';
import { type ClientFigures, type Moment, tryClient } from './try-client.js';

const usual = ['certbot', 'lego', 'uacme', 'dehydrated'];
const moments: readonly Moment[] = ['after the order', 'at the CA'];

/** Real ACME clients at three instances while one of these things happens. @returns rows of a table */
export async function tryClients(faults: readonly DoorFault[], clients = usual): Promise<readonly ClientFigures[]> {
  const figures: ClientFigures[] = [];
  for (const fault of faults) {
    for (const client of realClients.filter(({ name }) => clients.includes(name))) {
      for (const moment of fault.name === 'killed' ? moments : moments.slice(1)) {
        figures.push(await tryClient(client, moment, fault));
        process.stderr.write(`${JSON.stringify(figures.at(-1))}\n`);
      }
    }
  }
  return figures;
}
