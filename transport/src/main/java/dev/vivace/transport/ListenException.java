package dev.vivace.transport;

import java.net.BindException;
import java.net.InetSocketAddress;

/// A listener could not be opened. The message is one sentence for the operator: address, reason,
/// and the setting to change.
public final class ListenException extends RuntimeException {

  private ListenException(String message, Throwable cause) {
    super(message, cause);
  }

  /// Words the failure to listen on `address`, which `setting` asked for.
  public static ListenException of(InetSocketAddress address, String setting, Throwable cause) {
    String where = address.getHostString() + ":" + address.getPort();
    return new ListenException(
        "cannot listen on %s (setting %s): %s".formatted(where, setting, reason(address, cause)),
        cause);
  }

  private static String reason(InetSocketAddress address, Throwable cause) {
    Throwable root = cause;
    while (!(root instanceof BindException) && root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    if (address.isUnresolved()) {
      return "the host name does not resolve; name an address of this machine";
    }
    if (message.contains("in use")) {
      return "the port is in use by another process; stop that one or choose another port";
    }
    if (message.contains("assign requested address")) {
      return "the address is none of this machine; 127.0.0.1 is this machine only, 0.0.0.0 all";
    }
    if (message.contains("ermission denied")) {
      return "the system does not allow this user to take the port; choose one above 1023";
    }
    return message;
  }
}
