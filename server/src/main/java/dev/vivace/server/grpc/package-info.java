/// The gRPC port of the API: health for now, services are added to [GrpcListener].
@NullMarked
package dev.vivace.server.grpc;

import org.jspecify.annotations.NullMarked;
