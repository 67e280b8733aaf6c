export * from '../../core/testing/exchanges.js';
