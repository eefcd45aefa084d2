package dev.vivace.server.config;

/// Whether one receiver asks who sends.
///
/// @param required false lets everybody in, whatever `auth` says
public record ReceiverAuthConfig(boolean required) {

  static ReceiverAuthConfig defaults() {
    return new ReceiverAuthConfig(true);
  }
}
