package dev.vivace.storage.source;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.scan.DecodedColumns;
import dev.vivace.storage.scan.RowGroupTables;
import dev.vivace.storage.scan.SeenSpan;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.trace.TraceFinder;
import dev.vivace.storage.trace.TraceSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// All that can be read of a tenant's blocks, as queries read them and by trace id. Nothing is kept
/// from one reading to the next unless the same instance reads.
final class BlockReading {

  private static final int CACHE_BYTES = 1 << 24;

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TenantId tenant;
  private final BlockCache cache;
  private final SourceCatalog catalog = new SourceCatalog();
  private final TableCatalog tables;

  BlockReading(ObjectStore store, TenantId tenant, List<BlockEntry> blocks) {
    this.tenant = tenant;
    cache = new BlockCache(store, CACHE_BYTES, registry);
    catalog.changeBlocks(tenant, List.of(), blocks);
    DecodedColumns decoded = new DecodedColumns(CACHE_BYTES, registry);
    tables =
        new TableCatalog(
            catalog,
            cache,
            (block, masks) -> RowGroupTables.of(block, decoded, masks::of),
            TableLimits.DEFAULT,
            InstantSource.system(),
            registry);
  }

  /// What was read, and how many blocks or row groups were not.
  record Read<T>(List<T> spans, int failures) {}

  /// Every row of every table, row groups that cannot be read left out.
  Read<SeenSpan> search() {
    return tables.read(
        tenant,
        0,
        -1,
        found -> {
          List<SeenSpan> spans = new ArrayList<>();
          int failures = 0;
          for (TableHandle handle : found.tables()) {
            try {
              spans.addAll(SeenSpan.of(handle.open()));
            } catch (CorruptDataException | StoreUnavailableException e) {
              failures++;
            }
          }
          return new Read<>(spans, failures + found.shortfall().failedBlocks());
        });
  }

  /// The spans of these traces as OTLP, each with its envelopes.
  Read<List<ByteBuffer>> byId(Collection<TraceId> ids) {
    Spans spans = new Spans();
    int failures = 0;
    for (TraceId id : ids) {
      failures +=
          new CatalogTraceFinder(catalog, cache)
              .find(tenant, id, TraceFinder.Sources.ALL, 0, Long.MAX_VALUE, spans)
              .failedBlocks();
    }
    return new Read<>(spans.found, failures);
  }

  double counter(String name) {
    return registry.get(name).counter().count();
  }

  double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private static final class Spans implements TraceSink {

    private final List<ByteBuffer> envelopes = new ArrayList<>();
    private final List<List<ByteBuffer>> found = new ArrayList<>();

    @Override
    public int resource(byte[] bytes, int offset, int length) {
      envelopes.add(copy(bytes, offset, length));
      return envelopes.size() - 1;
    }

    @Override
    public int scope(byte[] bytes, int offset, int length) {
      return resource(bytes, offset, length);
    }

    @Override
    public boolean contains(long spanId, int kind, long startNanos) {
      return false;
    }

    @Override
    public boolean span(
        int resource,
        int scope,
        long spanId,
        int kind,
        long startNanos,
        byte[] bytes,
        int offset,
        int length) {
      found.add(
          List.of(envelopes.get(resource), envelopes.get(scope), copy(bytes, offset, length)));
      return true;
    }

    private static ByteBuffer copy(byte[] bytes, int offset, int length) {
      return ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset, offset + length));
    }
  }
}
