package dev.vivace.storage.object.s3;

import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.object.s3.S3Calls.Call;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/// Creates one large object from parts that are sent one after another; the last request makes it
/// an object, if the key is free. Parts of an upload that came to nothing are removed.
final class MultipartCreate {

  private static final Logger LOG = LoggerFactory.getLogger(MultipartCreate.class);
  private static final int MAX_PARTS = 10_000;
  private static final int MAX_UPLOADS = 3;

  private final S3Client client;
  private final S3Calls calls;
  private final S3Requests requests;
  private final String key;
  private final ObjectStore.ObjectContent content;
  private final long partBytes;

  MultipartCreate(
      S3Client client,
      S3Calls calls,
      S3Requests requests,
      String key,
      ObjectStore.ObjectContent content,
      long partBytes) {
    this.client = client;
    this.calls = calls;
    this.requests = requests;
    this.key = key;
    this.content = content;
    this.partBytes = Math.max(partBytes, Math.ceilDiv(content.length(), MAX_PARTS));
  }

  /// Throws [S3CallException] unless the object was created.
  void run() {
    for (int number = 1; ; number++) {
      try {
        upload();
        return;
      } catch (S3CallException e) {
        // Another writer of the key was about to finish: S3 wants the whole upload again.
        if (e.failure() != S3Failure.CONFLICT || e.isUnknown() || number == MAX_UPLOADS) {
          throw e;
        }
      }
    }
  }

  private void upload() {
    String id =
        calls.write(
            new Call("POST", "begin to create object " + key, 0),
            timeout -> client.createMultipartUpload(requests.beginUpload(key, timeout)).uploadId());
    boolean done = false;
    try {
      complete(id, sendParts(id));
      done = true;
    } finally {
      if (!done) {
        abort(id);
      }
    }
  }

  private List<CompletedPart> sendParts(String id) {
    List<CompletedPart> parts = new ArrayList<>();
    for (long offset = 0; offset < content.length(); offset += partBytes) {
      long length = Math.min(partBytes, content.length() - offset);
      parts.add(sendPart(id, parts.size() + 1, offset, length));
    }
    return parts;
  }

  private CompletedPart sendPart(String id, int number, long offset, long length) {
    UploadPartResponse sent =
        calls.write(
            new Call("PUT", "send part %d of object %s".formatted(number, key), length),
            timeout -> {
              try (ContentStreams part = new ContentStreams(key, content, offset, length)) {
                return client.uploadPart(
                    requests.part(key, id, number, length, timeout), part.body());
              }
            });
    return CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build();
  }

  private void complete(String id, List<CompletedPart> parts) {
    try {
      calls.write(
          new Call("POST", "create object " + key, 0),
          timeout -> client.completeMultipartUpload(requests.complete(key, id, parts, timeout)));
    } catch (S3CallException e) {
      if (e.failure() == S3Failure.ABSENT && e.isUnknown()) {
        // The upload is gone: an attempt without an answer may have completed it.
        throw new S3CallException(
            "%s; an earlier attempt may have created it".formatted(e.getMessage()),
            S3Failure.BROKEN,
            true,
            e);
      }
      throw e;
    }
  }

  private void abort(String id) {
    try {
      calls.write(
          new Call("DELETE", "remove the unfinished upload of object " + key, 0),
          timeout -> client.abortMultipartUpload(requests.abort(key, id, timeout)));
    } catch (S3CallException e) {
      if (e.failure() != S3Failure.ABSENT) {
        LOG.warn("parts of {} stay in the bucket for a day: {}", key, e.getMessage());
      }
    }
  }
}
