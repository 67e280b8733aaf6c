// Stands in for undici's index in the bundle: that one loads fetch, WebSocket, caches and mocks as well, which take
// longer to load than all of the rest of the program. It holds what core/ imports; a test compares the two.
const Dispatcher = require('undici/lib/dispatcher/dispatcher');

Object.assign(Dispatcher.prototype, require('undici/lib/api'));

exports.Agent = require('undici/lib/dispatcher/agent');
exports.ProxyAgent = require('undici/lib/dispatcher/proxy-agent');
exports.Pool = require('undici/lib/dispatcher/pool');
exports.buildConnector = require('undici/lib/core/connect');
