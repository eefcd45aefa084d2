// A page with OpenTelemetry's web SDK: instrumented fetch and OTLP's JSON exporter. What it found out is in window.found.
import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, WebTracerProvider } from '@opentelemetry/sdk-trace-web';

const url = `${new URLSearchParams(window.location.search).get('otlp')}/v1/traces`;
const provider = new WebTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'page' }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
});
provider.register();
registerInstrumentations({ instrumentations: [new FetchInstrumentation({ ignoreUrls: [url] })] });
const tracer = trace.getTracer('page');

async function checkout() {
  const span = tracer.startSpan('checkout');
  await context.with(trace.setSpan(context.active(), span), () => fetch('/item').then((r) => r.text()));
  span.setStatus({ code: SpanStatusCode.OK });
  span.end();
  try {
    await provider.forceFlush();
  } catch {
    // The console has it.
  }
  return span.spanContext().traceId;
}

/** Sends spans until it is told to come again later: what the page can read of that. */
async function untilLimited() {
  const attributes = [{ key: 'text', value: { stringValue: 'x'.repeat(1000) } }];
  const span = { traceId: '7'.repeat(32), spanId: '7'.repeat(16), name: 'much', attributes };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  for (let i = 0; i < 1000; i++) {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body });
    if (response.status === 429) {
      const seconds = response.headers.get('Retry-After');
      await new Promise((over) => setTimeout(over, 1000 * seconds)); // As told.
      return seconds;
    }
  }
  return 'never limited';
}

/** A span that is not sent yet when this returns. */
window.leave = () => {
  const span = tracer.startSpan('leave');
  span.end();
  return span.spanContext().traceId;
};

async function main() {
  const traceId = await checkout();
  const retryAfter = await untilLimited().catch((error) => String(error));
  window.found = { traceId, retryAfter };
}

main();
