import { describeProvider } from '../../../core/testing/describe-provider.js';
import { refusal, westcnFake } from '../families/westcn.js';

const answer = (errcode: number) => [200, refusal(errcode)] as const;
const isRefused = (error: unknown) => /无权操作/.test(String(error)) && !String(error).includes('opaque');

describeProvider('westcn', {
  options: { username: 'me', password: 'opaque-password' },
  isRead: ({ url }) => /act=get/.test(url.search),
  fake: westcnFake('https://api.west.cn/api/v2'),
  refusals: [
    [...answer(10002), ['AUTHENTICATION', /10002/]],
    [...answer(20112), 'ZONE_NOT_FOUND'],
    [...answer(30001), 'ZONE_NOT_FOUND'],
    [...answer(20000), isRefused],
  ],
  cases: {
    'takes what is there for created': {
      creates: 'a 60 TXT one',
      answers: { 'POST /domain/?act=adddnsrecord': answer(20118) },
    },
    'takes what is gone for removed, and a zone without records for empty': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      answers: { 'POST /domain/?act=deldnsrecord': answer(20120) },
    },
    'writes nothing that GBK has otherwise': { creates: 'a 60 TXT ü', fails: 'UNSUPPORTED', leaves: [] },
    'asks for all domains where the name is an IDN': { zone: 'xn--bcher-kva.example', fails: 'ZONE_NOT_FOUND' },
  },
});
