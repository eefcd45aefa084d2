// Sends one trace of three spans: node client.js json|proto URL. Prints the trace's id.
'use strict';

const { SpanKind, SpanStatusCode, TraceFlags, context, createTraceState, trace } = require('@opentelemetry/api');
const { NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');

async function main([encoding, url]) {
  const { OTLPTraceExporter } =
    encoding === 'json'
      ? require('@opentelemetry/exporter-trace-otlp-http')
      : require('@opentelemetry/exporter-trace-otlp-proto');
  const exporter = new OTLPTraceExporter(encoding === 'json' ? { url } : { url, compression: 'gzip' });
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  const tracer = trace.getTracer('vivace-javascript-client', '1.2.3');

  const remote = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
    traceState: createTraceState('congo=t61rcWkgMzE,rojo=00f067aa0ba902b7'),
    isRemote: true,
  };
  const root = tracer.startSpan('GET /größe', {
    kind: SpanKind.SERVER,
    links: [{ context: remote, attributes: { 'link.kind': 'follows' } }],
    attributes: {
      string: '東京 🦀 "quoted" \\',
      empty: '',
      int: 42,
      negative: -7,
      large: Number.MAX_SAFE_INTEGER,
      double: 2.5,
      tiny: 1e-300,
      yes: true,
      no: false,
      strings: ['a', '', 'ü'],
      ints: [1, 2, 3],
      doubles: [0.5, -1.5],
      booleans: [true, false],
      nothing: [],
    },
  });
  const scope = trace.setSpan(context.active(), root);
  const child = tracer.startSpan('SELECT', { kind: SpanKind.CLIENT }, scope);
  child.addEvent('retry', { attempt: 2 });
  child.end();
  const failing = tracer.startSpan('charge', {}, trace.setSpanContext(context.active(), remote));
  failing.recordException(new Error('card refused'));
  failing.setStatus({ code: SpanStatusCode.ERROR, message: 'card refused' });
  failing.end();
  root.setStatus({ code: SpanStatusCode.OK });
  root.end();
  await provider.forceFlush();
  await provider.shutdown();
  console.log(root.spanContext().traceId);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
