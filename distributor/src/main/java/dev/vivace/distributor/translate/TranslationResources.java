package dev.vivace.distributor.translate;

import dev.vivace.distributor.DoorConfig;
import dev.vivace.distributor.ingest.RequestBuffers;
import dev.vivace.distributor.ingest.TenantReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;

/// What the receivers of other formats share.
///
/// @param workers inflates, translates and decodes: as many threads as the machine has cores
public record TranslationResources(
    TenantReader tenants,
    RequestBuffers buffers,
    TranslatedIngest ingest,
    Executor workers,
    MeterRegistry registry) {

  /// Those of a receiver with this door.
  public TranslationResources behind(DoorConfig door) {
    return new TranslationResources(tenants.behind(door), buffers, ingest, workers, registry);
  }
}
