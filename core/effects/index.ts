export { diskEffect, effect } from './effects.js';
