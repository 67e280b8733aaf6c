import { defineProvider } from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { createRestProvider } from './rest.js';
import { createRpcProvider } from './rpc.js';

export default defineProvider<typeof manifest>((context) =>
  context.options.apiProtocol === 'rest' ? createRestProvider(context) : createRpcProvider(context),
);
