package dev.vivace.storage.protocol;

import dev.vivace.storage.object.ListedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /// The object, if there is one.
  static StoreProtocol<Optional<byte[]>> read(String key, int maxBytes) {
    return new Attempt<>(new StoreCall.Read(key, maxBytes)) {
      @Override
      Optional<Optional<byte[]>> result(StoreAnswer answer) {
        return switch (answer) {
          case StoreAnswer.Found(var content) -> Optional.of(Optional.of(content));
          case StoreAnswer.Absent() -> Optional.of(Optional.empty());
          case StoreAnswer.Failed(_) -> Optional.empty();
          default -> throw unexpected(answer);
        };
      }
    };
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
