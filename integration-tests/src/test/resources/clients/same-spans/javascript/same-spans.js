// The same spans at every call, but for the trace's id: node same-spans.js otlp|zipkin URL TRACE_ID SECONDS.
// Names and times are such that every format can hold them.
'use strict';

const { SpanKind, SpanStatusCode, TraceFlags, context, trace } = require('@opentelemetry/api');
const { resourceFromAttributes } = require('@opentelemetry/resources');
const { NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');

const [format, url, traceId, seconds] = process.argv.slice(2);

function exporter() {
  if (format === 'otlp') {
    const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http');
    return new OTLPTraceExporter({ url: `${url}/v1/traces` });
  }
  const { ZipkinExporter } = require('@opentelemetry/exporter-zipkin');
  return new ZipkinExporter({ url: `${url}/api/v2/spans` });
}

/** So many milliseconds after the start. */
function at(millis) {
  return [Number(seconds), millis * 1_000_000];
}

async function main() {
  let spans = 0;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'host.arch': 'amd64' }),
    idGenerator: {
      generateTraceId: () => traceId,
      generateSpanId: () => (++spans).toString(16).padStart(16, '0'),
    },
    spanProcessors: [new SimpleSpanProcessor(exporter())],
  });
  provider.register();
  const tracer = provider.getTracer('same.spans', '1.2.3');
  const elsewhere = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
  const root = tracer.startSpan('get /checkout', {
    kind: SpanKind.SERVER,
    startTime: at(0),
    links: [{ context: elsewhere }],
    attributes: { text: 'größe 東京', whole: -7, real: 2.5, flag: true, list: ['a', 'b'] },
  });
  const below = trace.setSpan(context.active(), root);
  const query = tracer.startSpan('select', { kind: SpanKind.CLIENT, startTime: at(1) }, below);
  query.addEvent('retry', { attempt: 2 }, at(2));
  query.addEvent('closed', {}, at(3));
  query.setStatus({ code: SpanStatusCode.ERROR, message: 'the database is closed' });
  query.end(at(4));
  tracer.startSpan('render', { kind: SpanKind.INTERNAL, startTime: at(5) }, below).end(at(6));
  for (const kind of [SpanKind.PRODUCER, SpanKind.CONSUMER]) {
    tracer.startSpan('mail', { kind, startTime: at(7) }, below).end(at(8));
  }
  root.setStatus({ code: SpanStatusCode.OK });
  root.end(at(9));
  await provider.forceFlush();
  await provider.shutdown();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
