/// gRPC for receivers: a port with one method that takes spans. Messages stay bytes until the
/// handler reads them, within the budget of bytes in flight; every failure is answered with its
/// code.
///
/// Start at [GrpcReceiver].
@NullMarked
package dev.vivace.distributor.grpc;

import org.jspecify.annotations.NullMarked;
