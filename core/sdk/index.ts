/**
 * The SDK: all that providers and plugins may import, published as `letsencrypt-dns/sdk`. Begin with the essentials; each of
 * the helpers has a sentence that says what it is for.
 */
export * from './essentials.js';
export * from './helpers.js';
