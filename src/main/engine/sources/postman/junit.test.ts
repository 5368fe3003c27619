import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../../shared/model/units.ts';
import { junitXml } from './junit.ts';
import type { RunResults } from './results.ts';

const RESULTS: RunResults = {
  requests: [
    { name: 'Get "status" & more', own: true, status: 200, timeMs: 120, error: null },
    { name: '', own: false, status: 200, timeMs: 5, error: null },
    { name: 'Orders', own: true, status: null, timeMs: null, error: 'connect ECONNREFUSED' },
    { name: 'No tests', own: true, status: 204, timeMs: 30, error: null },
  ],
  tests: [
    { request: 'Get "status" & more', name: 'Status code is 200', state: 'passed', message: null },
    { request: 'Get "status" & more', name: '</testcase><b>', state: 'failed', message: 'expected <a> &\n\u0007 "x" ]]> \uD800' },
    { request: 'Get "status" & more', name: 'later', state: 'skipped', message: null },
  ],
  scriptErrors: [{ request: 'Orders', message: 'Error: x' }],
  lastItem: 'No tests',
  complete: true,
};
const of = (results: RunResults | null, broken: string | null = null): string => junitXml({ collection: 'Payments <API>', startedAt: epochMs(Date.UTC(2026, 10, 26, 12)), tookMs: 1_234, results, broken });

/** Elements in order, with their attributes as they stand; throws where tags do not fit together. */
function elements(xml: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  const left = body.replace(/<(\/?)([a-z]+)((?: [a-z]+="[^"<>]*")*)(\/?)>/g, (_whole, end: string, name: string, attributes: string, empty: string) => {
    if (end) expect(open.pop()).toBe(name);
    else {
      found.push(`${name}${attributes}`);
      if (!empty) open.push(name);
    }
    return '';
  });
  expect([left.trim(), open]).toEqual(['', []]);
  expect(xml).not.toMatch(/&(?!(?:amp|lt|gt|quot|#\d+);)/);
  return found;
}

describe('JUnit XML', () => {
  it('has a suite for each request and a case for each test, and what is no test as an error', () => {
    expect(elements(of(RESULTS))).toEqual([
      'testsuites name="Payments &lt;API&gt;" tests="6" failures="1" errors="2" skipped="1" time="1.234" timestamp="2026-11-26T12:00:00.000Z"',
      'testsuite name="Get &quot;status&quot; &amp; more" tests="3" failures="1" errors="0" skipped="1" time="0.120"',
      'testcase name="Status code is 200" classname="Payments &lt;API&gt;.Get &quot;status&quot; &amp; more" time="0.120"',
      'testcase name="&lt;/testcase&gt;&lt;b&gt;" classname="Payments &lt;API&gt;.Get &quot;status&quot; &amp; more" time="0.000"',
      'failure message="expected &lt;a&gt; &amp;&#10;� &quot;x&quot; ]]&gt; �"',
      'testcase name="later" classname="Payments &lt;API&gt;.Get &quot;status&quot; &amp; more" time="0.000"',
      'skipped',
      'testsuite name="Orders" tests="2" failures="0" errors="2" skipped="0" time="0.000"',
      'testcase name="answer" classname="Payments &lt;API&gt;.Orders" time="0.000"',
      'error message="no answer: connect ECONNREFUSED"',
      'testcase name="script" classname="Payments &lt;API&gt;.Orders" time="0.000"',
      'error message="Error: x"',
      'testsuite name="No tests" tests="1" failures="0" errors="0" skipped="0" time="0.030"',
      'testcase name="answer" classname="Payments &lt;API&gt;.No tests" time="0.030"',
    ]);
  });
  it('of a run that could not be made has one error', () => {
    expect(elements(of(null, 'newman broke off: it said nothing'))).toEqual([
      expect.stringContaining('tests="1" failures="0" errors="1"'),
      'testsuite name="run" tests="1" failures="0" errors="1" skipped="0" time="1.234"',
      'testcase name="run" classname="Payments &lt;API&gt;.run" time="1.234"',
      'error message="newman broke off: it said nothing"',
    ]);
  });
});
