import { makeConfigDir, openStore } from '../volume.js';
import { describeStore } from './store-conformance.js';

describeStore('the store in files', async (context) => {
  const configDir = makeConfigDir(context);
  return { open: async () => openStore(configDir) };
});
