/// The server and its object store against buckets: real S3 servers that need no container, and a
/// proxy before them that breaks requests.
///
/// ```text
///   server, or S3ObjectStore ──▶ FaultProxy ──▶ S3Server: moto, MinIO or versitygw
/// ```
///
/// The contract that every object store keeps is `ObjectStoreContract` of the storage module.
@NullMarked
package dev.vivace.integration.s3;

import org.jspecify.annotations.NullMarked;
