import { sampleKills } from './sample.js';

sampleKills('parked');
