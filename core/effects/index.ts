export { effect, effectCount } from './effects.js';
