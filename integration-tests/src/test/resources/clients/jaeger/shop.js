// Sends one trace of three spans: node shop.js udp|http PORT 64|128. Prints the trace's id.
'use strict';

const { initTracer } = require('jaeger-client');
const { REFERENCE_FOLLOWS_FROM, Reference } = require('opentracing');

const [transport, port, bits] = process.argv.slice(2);
const reporter =
  transport === 'udp'
    ? { agentHost: '127.0.0.1', agentPort: Number(port) }
    : { collectorEndpoint: `http://127.0.0.1:${port}/api/traces` };
const problems = [];
const tracer = initTracer(
  {
    serviceName: 'node-shop',
    sampler: { type: 'const', param: 1 },
    reporter,
  },
  {
    traceId128bit: bits === '128',
    tags: { deployment: 'test' },
    logger: { info() {}, error: (message) => problems.push(message) },
  },
);

const root = tracer.startSpan('GET /', {
  tags: { 'span.kind': 'server', 'http.status_code': 404, text: 'größe', real: 0.5, flag: true },
});
root.setBaggageItem('user', '7');
const child = tracer.startSpan('SELECT', { childOf: root, tags: { 'span.kind': 'client', error: true } });
child.log({ event: 'retry', attempt: 2 });
child.finish();
tracer
  .startSpan('mail', { references: [new Reference(REFERENCE_FOLLOWS_FROM, root.context())] })
  .finish();
root.finish();
tracer.close(() => {
  if (problems.length > 0) {
    console.error(problems.join('\n'));
    process.exit(1);
  }
  console.log(root.context().traceIdStr);
});
