package dev.vivace.transport.http;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.AsciiString;
import java.util.function.Supplier;

/// Switches a connection to HTTP/2 if its first request asks for `Upgrade: h2c`. The request is
/// answered on stream 1, so its body is kept until then: only short ones are upgraded, the others
/// are simply answered in HTTP/1.1, as RFC 7540, section 3.2, allows.
final class CleartextUpgrade extends HttpServerUpgradeHandler {

  private static final int MAX_BODY_BYTES = 64 << 10;
  private static final boolean ONLY_THE_FIRST_REQUEST = true;

  CleartextUpgrade(SourceCodec source, Supplier<UpgradeCodec> target) {
    super(
        source,
        protocol ->
            AsciiString.contentEquals(Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME, protocol)
                ? target.get()
                : null,
        MAX_BODY_BYTES,
        DefaultHttpHeadersFactory.headersFactory(),
        DefaultHttpHeadersFactory.trailersFactory(),
        ONLY_THE_FIRST_REQUEST);
  }

  @Override
  protected boolean shouldHandleUpgradeRequest(HttpRequest request) {
    return request.decoderResult().isSuccess()
        && !HttpUtil.isTransferEncodingChunked(request)
        && !request.headers().contains(HttpHeaderNames.EXPECT)
        && HttpUtil.getContentLength(request, 0L) <= MAX_BODY_BYTES;
  }
}
