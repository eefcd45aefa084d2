package dev.vivace.storage.object.s3;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ListedObject;
import dev.vivace.storage.object.ObjectKeys;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.object.s3.S3Calls.Call;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/// Objects in a bucket. For any number of threads; more than 64 requests at the same time wait for
/// each other. What failed and may pass is tried again within a deadline; while the bucket is away
/// calls fail at once.
///
/// After a failed create the object may be there all the same, and the exception says so: compare
/// what is stored, or create it again and compare then.
public final class S3ObjectStore implements ObjectStore, AutoCloseable {

  private static final int PAGE_KEYS = 1000;

  /// In the time to the first byte, some 20 ms, a bucket sends about this much.
  private static final int READ_AHEAD_BYTES = 4 << 20;

  /// From here on it is cheaper to ask first whether the object exists.
  private static final long ASK_FIRST_BYTES = 1 << 20;

  private final S3Config config;
  private final S3Client client;
  private final S3Calls calls;
  private final S3Requests requests;

  /// Makes no request yet; see [#checkAccess].
  public S3ObjectStore(S3Config config, MeterRegistry registry) {
    this.config = config;
    requests = new S3Requests(config);
    calls = new S3Calls(config, registry);
    client = S3Clients.of(config);
  }

  /// Where the bucket is, for messages.
  public String place() {
    return config.place();
  }

  /// Lists one key, and removes what uploads that nobody finishes have left: throws
  /// `StoreUnavailableException` with the reason if the bucket cannot be used.
  public void checkAccess() {
    try {
      request("", "", 1);
    } catch (S3CallException e) {
      throw unavailable(e);
    }
    new StaleUploads(client, calls, requests).abort();
  }

  @Override
  public boolean createIfAbsent(String key, ObjectContent content) {
    ObjectKeys.check(key);
    try {
      if (content.length() >= ASK_FIRST_BYTES && sizeOf(key).isPresent()) {
        return false;
      }
      if (content.length() >= config.partBytes()) {
        new MultipartCreate(client, calls, requests, key, content, config.partBytes()).run();
      } else {
        put(key, content);
      }
      return true;
    } catch (S3CallException e) {
      if (e.failure() == S3Failure.EXISTS && !e.isUnknown()) {
        return false;
      }
      throw unavailable(e);
    }
  }

  private void put(String key, ObjectContent content) {
    calls.write(
        new Call("PUT", "create object " + key, content.length()),
        timeout -> {
          try (ContentStreams body = new ContentStreams(key, content, 0, content.length())) {
            return client.putObject(requests.put(key, content.length(), timeout), body.body());
          }
        });
  }

  @Override
  public Optional<Long> size(String key) {
    ObjectKeys.check(key);
    try {
      return sizeOf(key);
    } catch (S3CallException e) {
      throw unavailable(e);
    }
  }

  private Optional<Long> sizeOf(String key) {
    try {
      return Optional.of(
          calls.read(
              new Call("HEAD", "look at object " + key, 0),
              timeout -> client.headObject(requests.head(key, timeout)).contentLength()));
    } catch (S3CallException e) {
      if (e.failure() == S3Failure.ABSENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public ByteBuffer read(String key, long offset, int length) {
    ObjectKeys.check(key);
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "read of object %s: offset %d, length %d (expected: >= 0)"
              .formatted(key, offset, length));
    }
    if (length == 0) {
      return readNothing(key, offset);
    }
    String range = "bytes=%d-%d".formatted(offset, offset + length - 1);
    try {
      Body body =
          calls.read(
              new Call("GET", "read object " + key, length),
              timeout ->
                  client.getObject(
                      requests.get(key, range, timeout),
                      (response, in) -> Body.range(response, in, offset, length)));
      return body.bytes().orElseThrow(() -> tooShort(key, body.objectBytes(), offset, length));
    } catch (S3CallException e) {
      throw switch (e.failure()) {
        case ABSENT ->
            new CorruptDataException(
                "object %s is absent in %s (expected: %d bytes from byte %d); restore it"
                    .formatted(key, place(), length, offset),
                e);
        case BEYOND_END ->
            new CorruptDataException(
                "object %s in %s ends before byte %d (expected: %d bytes from there); restore it"
                    .formatted(key, place(), offset, length),
                e);
        default -> unavailable(e);
      };
    }
  }

  private ByteBuffer readNothing(String key, long offset) {
    long size =
        size(key)
            .orElseThrow(
                () ->
                    new CorruptDataException(
                        "object %s is absent in %s; restore it".formatted(key, place())));
    if (offset > size) {
      throw tooShort(key, size, offset, 0);
    }
    return ByteBuffer.allocate(0);
  }

  private CorruptDataException tooShort(String key, long size, long offset, int length) {
    return new CorruptDataException(
        "object %s in %s has %d bytes (expected: %d from byte %d); restore it"
            .formatted(key, place(), size, length, offset));
  }

  @Override
  public Optional<byte[]> readWhole(String key, int maxBytes) {
    ObjectKeys.check(key);
    try {
      Body body =
          calls.read(
              new Call("GET", "read object " + key, Math.min(maxBytes, READ_AHEAD_BYTES)),
              timeout ->
                  client.getObject(
                      requests.get(key, null, timeout),
                      (response, in) -> Body.whole(response, in, maxBytes)));
      return Optional.of(
          body.bytes()
              .orElseThrow(
                  () ->
                      new CorruptDataException(
                          "object %s in %s has %d bytes (expected: at most %d)"
                              .formatted(key, place(), body.objectBytes(), maxBytes)))
              .array());
    } catch (S3CallException e) {
      if (e.failure() == S3Failure.ABSENT) {
        return Optional.empty();
      }
      throw unavailable(e);
    }
  }

  @Override
  public List<String> list(String prefix) {
    List<String> keys = new ArrayList<>();
    String after = "";
    for (boolean more = true; more; ) {
      ObjectPage page = listPage(prefix, after);
      page.objects().stream().map(ListedObject::key).forEach(keys::add);
      more = page.more();
      after = keys.isEmpty() ? "" : keys.getLast();
    }
    return keys;
  }

  @Override
  public ObjectPage listPage(String prefix, String after) {
    try {
      ListObjectsV2Response page = request(prefix, requests.bucketKey(after), PAGE_KEYS);
      List<ListedObject> objects = objects(page);
      // What others keep in the bucket may fill whole pages.
      while (objects.isEmpty() && isTruncated(page)) {
        page = request(prefix, page.contents().getLast().key(), PAGE_KEYS);
        objects = objects(page);
      }
      return new ObjectPage(objects, isTruncated(page), StoreClock.nanos(StoreClock.of(page)));
    } catch (S3CallException e) {
      throw unavailable(e);
    }
  }

  private ListObjectsV2Response request(String prefix, String after, int max) {
    return calls.read(
        new Call("GET", "list objects '" + prefix + "…'", 0),
        timeout -> client.listObjectsV2(requests.list(prefix, after, max, timeout)));
  }

  private List<ListedObject> objects(ListObjectsV2Response page) {
    return page.contents().stream()
        .filter(object -> ObjectKeys.isKey(requests.key(object.key())))
        .map(
            object ->
                new ListedObject(
                    requests.key(object.key()),
                    object.size(),
                    StoreClock.nanos(object.lastModified())))
        .sorted(Comparator.comparing(ListedObject::key))
        .toList();
  }

  private static boolean isTruncated(ListObjectsV2Response page) {
    return Boolean.TRUE.equals(page.isTruncated()) && page.hasContents();
  }

  @Override
  public int readAheadBytes() {
    return READ_AHEAD_BYTES;
  }

  @Override
  public void delete(String key) {
    ObjectKeys.check(key);
    try {
      calls.write(
          new Call("DELETE", "delete object " + key, 0),
          timeout -> client.deleteObject(requests.delete(key, timeout)));
    } catch (S3CallException e) {
      if (e.failure() != S3Failure.ABSENT) {
        throw unavailable(e);
      }
    }
  }

  private static StoreUnavailableException unavailable(S3CallException e) {
    return new StoreUnavailableException(e.sentence(), e);
  }

  /// Ends what is under way.
  @Override
  public void close() {
    calls.close();
    client.close();
  }
}
