/** The Docker Engine behind the interface that plugins get. */
export { createDockerClient } from './client.js';
