package dev.vivace.integration.s3;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The contract on MinIO.
@Tag("client")
@EnabledIfSystemProperty(named = "vivace.s3.servers", matches = ".*minio.*")
class MinioStoreIT extends S3StoreContract {

  @RegisterExtension static final Buckets BUCKETS = new Buckets(S3Server.Kind.MINIO);

  MinioStoreIT() {
    super(BUCKETS);
  }
}
