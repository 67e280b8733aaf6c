import { sampleKills } from './sample.js';

sampleKills('remove', 'pfx-and-hook', 'narrow');
