import { sampleKills } from './sample.js';

sampleKills('create', 'parked', 'renew', 'expand');
