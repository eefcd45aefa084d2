package dev.vivace.integration.s3;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The contract on moto.
@Tag("client")
@EnabledIfSystemProperty(named = "vivace.s3.servers", matches = ".*moto.*")
class MotoStoreIT extends S3StoreContract {

  @RegisterExtension static final Buckets BUCKETS = new Buckets(S3Server.Kind.MOTO);

  MotoStoreIT() {
    super(BUCKETS);
  }
}
