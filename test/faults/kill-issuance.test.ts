import { sampleKills } from './sample.js';

sampleKills('create', 'renew', 'expand');
