import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../../../shared/model/units.ts';
import { escaped, signV4, type RequestToSign } from './sign-v4.ts';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const VANILLA: RequestToSign = { method: 'GET', path: '/', query: {}, headers: { host: 'example.amazonaws.com' }, body: '', region: 'us-east-1', service: 'service', at: epochMs(Date.parse('2015-08-30T12:36:00Z')) };
const FORM = 'application/x-www-form-urlencoded';

/** The cases of AWS's own test suite and of its documentation, with the signatures that are published there. */
const PUBLISHED: readonly (readonly [string, Partial<RequestToSign>, string, string])[] = [
  ['get-vanilla', {}, 'host;x-amz-date', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-vanilla-query-order-key-case', { query: { Param2: 'value2', Param1: 'value1' } }, 'host;x-amz-date', 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
  ['get-utf8', { path: '/%E1%88%B4' }, 'host;x-amz-date', '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  ['post-vanilla', { method: 'POST' }, 'host;x-amz-date', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ['post-x-www-form-urlencoded', { method: 'POST', body: 'Param1=value1', headers: { ...VANILLA.headers, 'content-type': FORM } }, 'content-type;host;x-amz-date', 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a'],
  [
    'post-x-www-form-urlencoded with the body’s hash as a header',
    { method: 'POST', body: 'Param1=value1', headers: { ...VANILLA.headers, 'content-type': FORM, 'content-length': '13', 'x-amz-content-sha256': '9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e' } },
    'content-length;content-type;host;x-amz-content-sha256;x-amz-date',
    'd3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b',
  ],
  ['the ListUsers of the documentation', { service: 'iam', query: { Version: '2010-05-08', Action: 'ListUsers' }, headers: { host: 'iam.amazonaws.com', 'content-type': `${FORM}; charset=utf-8` } }, 'content-type;host;x-amz-date', '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7'],
];

describe('a request to AWS', () => {
  it.each(PUBLISHED)('is signed as AWS signs it: %s', (_, more, names, signature) => {
    const request = { ...VANILLA, ...more };
    expect(signV4(request, CREDENTIALS)).toEqual({ 'x-amz-date': '20150830T123600Z', Authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/${request.service}/aws4_request, SignedHeaders=${names}, Signature=${signature}` });
  });

  it.each([{ method: 'PUT' }, { path: '/other' }, { query: { a: '1' } }, { headers: { host: 'other.test' } }, { body: 'x' }, { region: 'eu-west-1' }, { service: 's3' }, { at: epochMs(0) }] as const)('has another signature with %o', (change) => {
    expect(signV4({ ...VANILLA, ...change }, CREDENTIALS)['Authorization']).not.toContain('5fa00fa31553b73e');
  });

  it('escapes what a browser leaves as it is', () => {
    expect(escaped("a b/c~d*e!'()é")).toBe('a%20b%2Fc~d%2Ae%21%27%28%29%C3%A9');
  });
});
