package dev.vivace.storage.object.s3;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// The requests as the SDK wants them: our keys below the prefix of the bucket.
final class S3Requests {

  private static final String IF_ABSENT = "*";

  private final String bucket;
  private final String prefix;
  private final S3Config.ObjectSettings settings;

  S3Requests(S3Config config) {
    bucket = config.bucket();
    prefix = config.prefix().isEmpty() ? "" : config.prefix() + "/";
    settings = config.objects();
  }

  /// Our key of an object in the bucket.
  String key(String bucketKey) {
    return bucketKey.substring(prefix.length());
  }

  /// The bucket's key of one of our objects; empty for an empty one.
  String bucketKey(String key) {
    return key.isEmpty() ? "" : prefix + key;
  }

  GetObjectRequest get(String key, @Nullable String range, Duration timeout) {
    return GetObjectRequest.builder()
        .bucket(bucket)
        .key(prefix + key)
        .range(range)
        .overrideConfiguration(within(timeout))
        .build();
  }

  HeadObjectRequest head(String key, Duration timeout) {
    return HeadObjectRequest.builder()
        .bucket(bucket)
        .key(prefix + key)
        .overrideConfiguration(within(timeout))
        .build();
  }

  PutObjectRequest put(String key, long length, Duration timeout) {
    PutObjectRequest.Builder put =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(prefix + key)
            .contentLength(length)
            .ifNoneMatch(IF_ABSENT)
            .metadata(settings.metadata())
            .overrideConfiguration(within(timeout));
    settings.storageClass().ifPresent(put::storageClass);
    tagging().forEach(put::tagging);
    S3Config.Encryption encryption = settings.encryption();
    if (encryption != null) {
      put.serverSideEncryption(kind(encryption))
          .ssekmsKeyId(encryption.kmsKeyId())
          .ssekmsEncryptionContext(base64(encryption.kmsContext()));
    }
    return put.build();
  }

  CreateMultipartUploadRequest beginUpload(String key, Duration timeout) {
    CreateMultipartUploadRequest.Builder begin =
        CreateMultipartUploadRequest.builder()
            .bucket(bucket)
            .key(prefix + key)
            .metadata(settings.metadata())
            .overrideConfiguration(within(timeout));
    settings.storageClass().ifPresent(begin::storageClass);
    tagging().forEach(begin::tagging);
    S3Config.Encryption encryption = settings.encryption();
    if (encryption != null) {
      begin
          .serverSideEncryption(kind(encryption))
          .ssekmsKeyId(encryption.kmsKeyId())
          .ssekmsEncryptionContext(base64(encryption.kmsContext()));
    }
    return begin.build();
  }

  UploadPartRequest part(String key, String id, int number, long length, Duration timeout) {
    return UploadPartRequest.builder()
        .bucket(bucket)
        .key(prefix + key)
        .uploadId(id)
        .partNumber(number)
        .contentLength(length)
        .overrideConfiguration(within(timeout))
        .build();
  }

  CompleteMultipartUploadRequest complete(
      String key, String id, List<CompletedPart> parts, Duration timeout) {
    return CompleteMultipartUploadRequest.builder()
        .bucket(bucket)
        .key(prefix + key)
        .uploadId(id)
        .ifNoneMatch(IF_ABSENT)
        .multipartUpload(upload -> upload.parts(parts))
        .overrideConfiguration(within(timeout))
        .build();
  }

  AbortMultipartUploadRequest abort(String key, String id, Duration timeout) {
    return AbortMultipartUploadRequest.builder()
        .bucket(bucket)
        .key(prefix + key)
        .uploadId(id)
        .overrideConfiguration(within(timeout))
        .build();
  }

  ListMultipartUploadsRequest uploads(Duration timeout) {
    return ListMultipartUploadsRequest.builder()
        .bucket(bucket)
        .prefix(prefix)
        .overrideConfiguration(within(timeout))
        .build();
  }

  DeleteObjectRequest delete(String key, Duration timeout) {
    return DeleteObjectRequest.builder()
        .bucket(bucket)
        .key(prefix + key)
        .overrideConfiguration(within(timeout))
        .build();
  }

  /// @param after a key of the bucket behind which the listing begins; empty for all
  ListObjectsV2Request list(String keyPrefix, String after, int max, Duration timeout) {
    return ListObjectsV2Request.builder()
        .bucket(bucket)
        .prefix(prefix + keyPrefix)
        .startAfter(after.isEmpty() ? null : after)
        .maxKeys(max)
        .overrideConfiguration(within(timeout))
        .build();
  }

  private static Consumer<AwsRequestOverrideConfiguration.Builder> within(Duration timeout) {
    return override -> override.apiCallTimeout(timeout);
  }

  private List<Tagging> tagging() {
    if (settings.tags().isEmpty()) {
      return List.of();
    }
    List<Tag> tags = new ArrayList<>();
    for (Map.Entry<String, String> tag : settings.tags().entrySet()) {
      tags.add(Tag.builder().key(tag.getKey()).value(tag.getValue()).build());
    }
    return List.of(Tagging.builder().tagSet(tags).build());
  }

  private static ServerSideEncryption kind(S3Config.Encryption encryption) {
    return encryption.kmsKeyId() == null
        ? ServerSideEncryption.AES256
        : ServerSideEncryption.AWS_KMS;
  }

  private static @Nullable String base64(@Nullable String text) {
    return text == null
        ? null
        : Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
