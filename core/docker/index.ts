/** The Docker Engine behind the interface that plugins get. */
export { createDockerClient, type DockerClientOptions } from './client.js';
export { type DockerEndpoint, describeEndpoint, readEndpoint } from './endpoint.js';
