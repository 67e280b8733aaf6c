#!/usr/bin/env node
import './node-version.cjs';
import { endWith } from '../end-with.js';
import { main } from '../main.js';

endWith(main(process.argv.slice(2), process.env));
