/** The demo: the real program in a world of its own. */
export type { Narrator } from './narrator.js';
export { type DemoOptions, runDemo } from './run-demo.js';
export type { Stage } from './stage.js';
