package dev.vivace.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Translates between Netty's messages and ours.
final class Messages {

  private static final Logger LOG = LoggerFactory.getLogger(Messages.class);

  /// Source: RFC 9110, section 5.6.7.
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private static final int MAX_PARAMETERS = 1024;

  /// Names that Netty adds while it translates from HTTP/2; from a client they mean nothing.
  private static final String TRANSLATION_PREFIX = "x-http2-";

  private Messages() {}

  /// The request without its body. Throws [IllegalArgumentException] if its target is malformed.
  static HttpRequest head(io.netty.handler.codec.http.HttpRequest request, String remoteAddress) {
    String target = withoutAuthority(request.uri());
    QueryStringDecoder query =
        new QueryStringDecoder(target, StandardCharsets.UTF_8, true, MAX_PARAMETERS, true);
    return new HttpRequest(
        request.method().name(),
        query.path(),
        query.rawPath(),
        query.parameters(),
        headers(request.headers()),
        new byte[0],
        remoteAddress);
  }

  /// What stands for a request that could not be read at all.
  static HttpRequest unreadable(String remoteAddress) {
    return new HttpRequest("", "", "", Map.of(), Map.of(), new byte[0], remoteAddress);
  }

  static HttpRequest withBody(HttpRequest head, byte[] body) {
    return new HttpRequest(
        head.method(),
        head.path(),
        head.rawPath(),
        head.parameters(),
        head.headers(),
        body,
        head.remoteAddress(),
        head.caller());
  }

  /// The answer in Netty's terms. A header that would split the answer is refused by Netty's
  /// validation, and the client then gets a 500.
  static FullHttpResponse response(HttpResponse response, String method, boolean close) {
    FullHttpResponse encoded;
    try {
      encoded = encode(response, method);
    } catch (IllegalArgumentException e) {
      LOG.error("an answer to {} has an illegal header and was replaced by a 500", method, e);
      encoded =
          encode(ErrorAnswers.text(500, "internal error; the server's log says more"), method);
    }
    if (close) {
      encoded.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return encoded;
  }

  private static FullHttpResponse encode(HttpResponse response, String method) {
    boolean bodiless = response.status() == 204 || response.status() == 304;
    boolean sendsBody = !bodiless && !method.equals("HEAD");
    ByteBuf body =
        sendsBody
            ? Unpooled.wrappedBuffer(response.body(), 0, response.length())
            : Unpooled.EMPTY_BUFFER;
    FullHttpResponse encoded =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), body);
    HttpHeaders headers = encoded.headers();
    response.headers().forEach((name, value) -> headers.set(name.toLowerCase(Locale.ROOT), value));
    headers.set(HttpHeaderNames.DATE, DATE.format(Instant.now()));
    if (!bodiless) {
      headers.setInt(HttpHeaderNames.CONTENT_LENGTH, response.length());
    }
    return encoded;
  }

  private static Map<String, List<String>> headers(HttpHeaders headers) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!name.startsWith(TRANSLATION_PREFIX)) {
        all.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(header.getValue());
      }
    }
    return all;
  }

  /// Proxies may send `http://host/path`. Source: RFC 9112, section 3.2.2.
  private static String withoutAuthority(String target) {
    int scheme = target.indexOf("://");
    if (target.startsWith("/") || scheme < 0) {
      return target;
    }
    int path = target.indexOf('/', scheme + 3);
    return path < 0 ? "/" : target.substring(path);
  }
}
