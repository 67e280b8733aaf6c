/** The demo: the real program in a world of its own. */
export { type DemoOptions, runDemo } from './run-demo.js';
