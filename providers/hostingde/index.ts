import { defineProvider } from '../../core/sdk/index.js';
import { createHostingDe } from '../families/hostingde/create-provider.js';
import type manifest from './manifest.json';

export default defineProvider<typeof manifest>(createHostingDe);
