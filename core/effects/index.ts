export { diskEffect, effect, effectCount } from './effects.js';
