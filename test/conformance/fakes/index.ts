export { type FakeRecord, jsonAnswer, xmlAnswer } from '../fake-api.js';
export { basic, bearer, every, field, header, query } from './credentials.js';
export { cut, type Page, type Paging } from './paging.js';
export { asObject, type ItemTable, itemForm, recordHandlers } from './record-handlers.js';
export { restFake } from './rest-fake.js';
export { type Call, type Handler, refuse, routedFake } from './routed-fake.js';
export { patchRrsets, rrsetsOf } from './rrsets.js';
export { type FakeSet, setFake, setsOf, writeSet } from './set-fake.js';
export { allowOnly, zoneRoutes } from './zones.js';
