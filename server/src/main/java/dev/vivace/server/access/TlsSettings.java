package dev.vivace.server.access;

import dev.vivace.distributor.DoorConfig;
import dev.vivace.server.config.ReceiverAuthConfig;
import dev.vivace.server.config.ReceiverTlsConfig;
import dev.vivace.server.config.ServerConfig;
import dev.vivace.server.config.TlsFilesConfig;
import dev.vivace.transport.tls.PemSource;
import dev.vivace.transport.tls.TlsConfig;
import dev.vivace.transport.tls.TlsConfig.Clients;
import dev.vivace.transport.tls.TlsVersion;
import dev.vivace.transport.watch.WatchedFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// TLS as the two kinds of listeners write it, in the words of those who speak it.
public final class TlsSettings {

  private TlsSettings() {}

  /// TLS of one of the API's ports; null is none.
  public static @Nullable TlsConfig api(ServerConfig server, TlsFilesConfig files) {
    if (!files.isOn()) {
      return null;
    }
    PemSource clientCa = source(files.clientCa(), files.clientCaFile());
    return new TlsConfig(
        required(source(files.cert(), files.certFile())),
        required(source(files.key().value(), files.keyFile())),
        clientCa,
        clients(files.clientAuthType(), clientCa),
        server.tlsMinVersion().equals("VersionTLS13") ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2,
        TlsVersion.TLS_1_3,
        suites(Arrays.asList(server.tlsCipherSuites().split(",", -1))),
        WatchedFiles.USUAL_INTERVAL,
        true);
  }

  private static PemSource required(@Nullable PemSource source) {
    if (source == null) {
      throw new IllegalStateException("the configuration has a certificate without a key");
    }
    return source;
  }

  private static @Nullable PemSource source(String text, String file) {
    if (!text.isEmpty()) {
      return new PemSource.Text(text);
    }
    return file.isEmpty() ? null : new PemSource.File(Path.of(file));
  }

  private static Clients clients(String type, @Nullable PemSource clientCa) {
    return switch (type) {
      case TlsFilesConfig.VALID -> Clients.VALID;
      case TlsFilesConfig.VALID_IF_GIVEN -> Clients.VALID_IF_GIVEN;
      default -> clientCa == null ? Clients.ANONYMOUS : Clients.VALID;
    };
  }

  /// The door of a receiver.
  public static DoorConfig door(@Nullable ReceiverTlsConfig tls, ReceiverAuthConfig auth) {
    return new DoorConfig(tls == null ? null : receiver(tls), auth.required());
  }

  private static TlsConfig receiver(ReceiverTlsConfig tls) {
    PemSource clientCa = source("", tls.clientCaFile());
    return new TlsConfig(
        new PemSource.File(Path.of(tls.certFile())),
        new PemSource.File(Path.of(tls.keyFile())),
        clientCa,
        clientCa == null ? Clients.ANONYMOUS : Clients.VALID,
        version(tls.minVersion()),
        version(tls.maxVersion()),
        suites(tls.cipherSuites()),
        tls.reloadInterval(),
        tls.clientCaFileReload());
  }

  private static TlsVersion version(String written) {
    return written.equals("1.3") ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2;
  }

  /// Go knows two suites by shorter names as well.
  private static List<String> suites(List<String> names) {
    return names.stream()
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(name -> name.endsWith("_CHACHA20_POLY1305") ? name + "_SHA256" : name)
        .toList();
  }
}
