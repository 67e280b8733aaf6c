import { silentLogger } from '../../../core/sdk/logger.js';
import { createPostgresStore } from '../../../core/store/postgres/postgres-store.js';
import { missing } from '../../lab/index.js';
import { freshDatabase, newKey } from '../postgres/cluster.js';
import { makeConfigDir } from '../volume.js';
import { describeStore } from './store-conformance.js';

if (missing('postgres', 'initdb') === false) {
  describeStore('the store on PostgreSQL', async (context) => {
    const { url } = await freshDatabase();
    const key = newKey();
    const configDir = makeConfigDir(context);
    return {
      async open() {
        const store = createPostgresStore({ url, key, configDir, log: silentLogger });
        context.after(() => store.close());
        return store;
      },
    };
  });
}
