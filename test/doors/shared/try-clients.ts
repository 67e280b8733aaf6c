import { realClients } from '../acme/clients.js';
import { type ClientFigures, type Moment, tryClient } from './try-client.js';

const clients = ['certbot', 'lego', 'uacme', 'dehydrated'];
const moments: readonly Moment[] = ['after the order', 'at the CA'];

/** Real ACME clients at three instances while the one that does the work is killed. @returns rows of a table */
export async function tryClients(): Promise<readonly ClientFigures[]> {
  const figures: ClientFigures[] = [];
  for (const client of realClients.filter(({ name }) => clients.includes(name))) {
    for (const moment of moments) {
      figures.push(await tryClient(client, moment));
      process.stderr.write(`${JSON.stringify(figures.at(-1))}\n`);
    }
  }
  return figures;
}
