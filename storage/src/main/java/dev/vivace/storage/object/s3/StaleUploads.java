package dev.vivace.storage.object.s3;

import dev.vivace.storage.object.s3.S3Calls.Call;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/// Removes the parts of uploads that were begun a day ago, by the store's own clock: their writers
/// died. They are no objects, but they cost money.
final class StaleUploads {

  private static final Logger LOG = LoggerFactory.getLogger(StaleUploads.class);
  private static final Duration AGE = Duration.ofDays(1);

  private final S3Client client;
  private final S3Calls calls;
  private final S3Requests requests;

  StaleUploads(S3Client client, S3Calls calls, S3Requests requests) {
    this.client = client;
    this.calls = calls;
    this.requests = requests;
  }

  /// Never fails: it is tried again at the next start.
  void abort() {
    try {
      ListMultipartUploadsResponse found =
          calls.read(
              new Call("GET", "list unfinished uploads", 0),
              timeout -> client.listMultipartUploads(requests.uploads(timeout)));
      Instant now = StoreClock.of(found);
      for (MultipartUpload upload : found.uploads()) {
        if (upload.initiated() != null && upload.initiated().plus(AGE).isBefore(now)) {
          abort(upload);
        }
      }
    } catch (S3CallException e) {
      LOG.warn("unfinished uploads stay in the bucket: {}", e.getMessage());
    }
  }

  private void abort(MultipartUpload upload) {
    String key = requests.key(upload.key());
    LOG.info("removing the unfinished upload of {}, begun at {}", key, upload.initiated());
    calls.write(
        new Call("DELETE", "remove the unfinished upload of object " + key, 0),
        timeout -> client.abortMultipartUpload(requests.abort(key, upload.uploadId(), timeout)));
  }
}
