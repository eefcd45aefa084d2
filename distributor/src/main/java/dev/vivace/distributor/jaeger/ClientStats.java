package dev.vivace.distributor.jaeger;

/// The spans that a client says it has lost since it began.
///
/// @param fullQueue for which its queue had no room
/// @param tooLarge that no packet could hold
/// @param failedToEmit that it could not send
record ClientStats(long fullQueue, long tooLarge, long failedToEmit) {}
