package dev.vivace.storage.protocol;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.object.ListedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The single calls that protocols are made of. Reads, listings and deletions are repeated after a
/// failure, for that changes nothing; a create is not.
final class Calls {

  private Calls() {}

  /// One attempt to create an object.
  static StoreProtocol<Creation> create(String key, byte[] content) {
    return new Attempt<>(new StoreCall.Create(key, content)) {
      @Override
      Optional<Creation> result(StoreAnswer answer) {
        return switch (answer) {
          case StoreAnswer.Created() -> Optional.of(Creation.CREATED);
          case StoreAnswer.Exists() -> Optional.of(Creation.EXISTS);
          case StoreAnswer.Failed(_) -> Optional.of(Creation.UNKNOWN);
          default -> throw unexpected(answer);
        };
      }
    };
  }

  /// The object as what it stands for, if there is one. What is damaged is read once more: that may
  /// have happened on the way.
  static <T> StoreProtocol<Document<T>> document(
      String key, int maxBytes, Function<byte[], T> decoder) {
    return documentOnce(key, maxBytes, decoder)
        .then(
            first ->
                first instanceof Document.Damaged<T>
                    ? documentOnce(key, maxBytes, decoder)
                    : StoreProtocol.done(first));
  }

  private static <T> StoreProtocol<Document<T>> documentOnce(
      String key, int maxBytes, Function<byte[], T> decoder) {
    return new Attempt<>(new StoreCall.Read(key, maxBytes)) {
      @Override
      Optional<Document<T>> result(StoreAnswer answer) {
        return switch (answer) {
          case StoreAnswer.Found(var content) -> Optional.of(decoded(content, decoder));
          case StoreAnswer.Absent() -> Optional.of(new Document.Absent<>());
          case StoreAnswer.Damaged(var problem) -> Optional.of(new Document.Damaged<>(problem));
          case StoreAnswer.Failed(_) -> Optional.empty();
          default -> throw unexpected(answer);
        };
      }
    };
  }

  private static <T> Document<T> decoded(byte[] content, Function<byte[], T> decoder) {
    try {
      return new Document.Whole<>(decoder.apply(content));
    } catch (CorruptDataException e) {
      return new Document.Damaged<>(String.valueOf(e.getMessage()));
    }
  }

  /// What was read of an object that stands for something.
  sealed interface Document<T> {

    record Absent<T>() implements Document<T> {}

    record Whole<T>(T value) implements Document<T> {}

    record Damaged<T>(String problem) implements Document<T> {}

    /// What it stands for, if it is there; a damaged one ends the protocol.
    default Optional<T> get() {
      return switch (this) {
        case Absent<T>() -> Optional.empty();
        case Whole<T>(var value) -> Optional.of(value);
        case Damaged<T>(var problem) -> throw new CorruptDataException(problem);
      };
    }
  }

  /// Deletes the object; the result is its key.
  static StoreProtocol<String> delete(String key) {
    return new Attempt<>(new StoreCall.Delete(key)) {
      @Override
      Optional<String> result(StoreAnswer answer) {
        return switch (answer) {
          case StoreAnswer.Deleted() -> Optional.of(key);
          case StoreAnswer.Failed(_) -> Optional.empty();
          default -> throw unexpected(answer);
        };
      }
    };
  }

  /// All objects below a prefix.
  static StoreProtocol<Listing> list(String prefix) {
    return list(prefix, "", (_, _) -> true);
  }

  /// All objects below a prefix and behind a key.
  ///
  /// @param keep which of them the result shows; it counts all
  static StoreProtocol<Listing> list(String prefix, String after, Keep keep) {
    return new Pages(prefix, after, keep);
  }

  /// Which objects of a listing are of use.
  @FunctionalInterface
  interface Keep {

    /// @param storeNowNanos the store's clock when the object was listed
    boolean isKept(ListedObject object, long storeNowNanos);
  }

  /// What a listing has found.
  ///
  /// @param count how many objects there were, shown or not
  /// @param storeNowNanos the store's clock at the first page, so that no age is too high
  record Listing(List<ListedObject> objects, long count, long storeNowNanos) {}

  /// A call that is repeated until its answer says something.
  private abstract static class Attempt<R> implements StoreProtocol<R> {

    private final StoreCall call;

    Attempt(StoreCall call) {
      this.call = call;
    }

    /// Empty if the call has to be made again.
    abstract Optional<R> result(StoreAnswer answer);

    @Override
    public final StoreStep<R> begin() {
      return new StoreStep.Call<>(call);
    }

    @Override
    public final StoreStep<R> answered(StoreAnswer answer) {
      return result(answer).<StoreStep<R>>map(StoreStep.Done::new).orElseGet(this::begin);
    }

    final IllegalStateException unexpected(StoreAnswer answer) {
      return Calls.unexpected(call, answer);
    }
  }

  private static IllegalStateException unexpected(StoreCall call, StoreAnswer answer) {
    return new IllegalStateException(
        "%s of object %s was answered by %s"
            .formatted(
                call.getClass().getSimpleName(), call.key(), answer.getClass().getSimpleName()));
  }

  /// A listing, page by page.
  private static final class Pages implements StoreProtocol<Listing> {

    private final String prefix;
    private final Keep keep;
    private final List<ListedObject> kept = new ArrayList<>();
    private String after;
    private long count;
    private @Nullable Long storeNowNanos;

    Pages(String prefix, String after, Keep keep) {
      this.prefix = prefix;
      this.after = after;
      this.keep = keep;
    }

    @Override
    public StoreStep<Listing> begin() {
      return new StoreStep.Call<>(new StoreCall.List(prefix, after));
    }

    @Override
    public StoreStep<Listing> answered(StoreAnswer answer) {
      return switch (answer) {
        case StoreAnswer.Failed(_) -> begin();
        case StoreAnswer.Listed(var page) -> {
          if (storeNowNanos == null) {
            storeNowNanos = page.storeNowNanos();
          }
          count += page.objects().size();
          page.objects().stream()
              .filter(object -> keep.isKept(object, page.storeNowNanos()))
              .forEach(kept::add);
          if (page.more()) {
            after = page.objects().getLast().key();
            yield begin();
          }
          yield new StoreStep.Done<>(new Listing(List.copyOf(kept), count, storeNowNanos));
        }
        default -> throw unexpected(new StoreCall.List(prefix, after), answer);
      };
    }
  }
}
