export * from '../../core/testing/describe-provider.js';
