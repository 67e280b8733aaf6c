import { emptyMemory, openMemoryStore } from '../memory-store.js';
import { describeStore } from './store-conformance.js';

describeStore('the store in memory', async () => {
  const data = emptyMemory();
  return { open: async () => openMemoryStore(data) };
});
