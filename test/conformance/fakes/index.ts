export * from '../../../core/testing/fakes/index.js';
