package dev.vivace.storage.protocol;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.section.DamagedSection;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionBlocks;
import dev.vivace.storage.section.SectionCodec;
import dev.vivace.storage.section.SectionCommit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Follows the sections of one partition by key from a position to the head of the chain: one read
/// a section, one that finds nothing, and one listing.
///
/// ```text
///   read ──found──▶ read at its end ──▶ …    ┌─ a floor above the position asked for ──▶ read at the floor
///    ├──absent─────────────────────▶ list ───┼─ a number behind this one ──▶ read again; damaged: read there
///    └──damaged, twice────────────────▲      └─ none ──▶ done
/// ```
///
/// Below the floor sections may be gone, or made again by a writer that slept. So if the floor
/// turns out to be above the position, everything read is dropped and the chain is followed from
/// the floor.
///
/// Whoever commits a section has read where the one before it ends. So a damaged section, or one
/// that was lost, ends at the next number above the floor that exists.
public final class FollowChain implements StoreProtocol<ChainReading> {

  private final LogPartition log;
  private final List<SectionBlocks> sections = new ArrayList<>();
  private final List<DamagedSection> damaged = new ArrayList<>();
  private @Nullable SectionCommit last;
  private long first;
  private long position;
  private boolean jumped;
  private boolean isSecondRead;

  /// A listing, and the step after it.
  private @Nullable StoreProtocol<StoreStep<ChainReading>> listing;

  /// @param position an offset at which a section begins or will begin; 0 for the whole chain
  public FollowChain(LogPartition log, long position) {
    this.log = log;
    this.first = position;
    this.position = position;
  }

  /// Reads the object of a section, which must be the one that its key says.
  static SectionCommit decode(String key, byte[] object) {
    SectionCommit section = SectionCodec.decode(key, object);
    if (!section.key().equals(key)) {
      throw new CorruptDataException(
          "section %s says that it is %s; restore the object".formatted(key, section.key()));
    }
    return section;
  }

  @Override
  public StoreStep<ChainReading> begin() {
    return new StoreStep.Call<>(
        new StoreCall.Read(log.sectionKey(position), SectionCodec.MAX_OBJECT_BYTES));
  }

  @Override
  public StoreStep<ChainReading> answered(StoreAnswer answer) {
    if (listing != null) {
      return goOn(listing, listing.answered(answer));
    }
    return switch (answer) {
      case StoreAnswer.Failed(_) -> begin();
      case StoreAnswer.Found(var content) -> read(content);
      case StoreAnswer.Damaged(var problem) -> readDamaged(problem);
      case StoreAnswer.Absent() -> list(numbers().map(this::absent));
      default -> throw new IllegalStateException("a read was answered by " + answer);
    };
  }

  private StoreStep<ChainReading> read(byte[] content) {
    SectionCommit section;
    try {
      section = decode(log.sectionKey(position), content);
    } catch (CorruptDataException e) {
      return readDamaged(String.valueOf(e.getMessage()));
    }
    sections.add(SectionBlocks.of(section));
    last = section;
    return readAt(section.end());
  }

  private StoreStep<ChainReading> readAt(long next) {
    position = next;
    isSecondRead = false;
    return begin();
  }

  /// It may have been damaged on the way: so it is read once more.
  private StoreStep<ChainReading> readDamaged(String problem) {
    // The second listing shows whatever was made before what the first one shows: a listing comes
    // in
    // parts, and numbers are made in order.
    return isSecondRead
        ? list(numbers().then(_ -> numbers()).map(numbers -> passOver(numbers, problem)))
        : readAgain();
  }

  private StoreStep<ChainReading> readAgain() {
    isSecondRead = true;
    return begin();
  }

  private StoreProtocol<Floors.Numbers> numbers() {
    return Floors.look(log.prefix());
  }

  private StoreStep<ChainReading> passOver(Floors.Numbers numbers, String problem) {
    if (numbers.floor() > first) {
      return jumpTo(numbers.floor());
    }
    Optional<Long> next = numbers.firstBehind(position);
    damaged.add(new DamagedSection(position, next.orElse(DamagedSection.END_UNKNOWN), problem));
    return next.isPresent() ? readAt(next.get()) : done(numbers.floor());
  }

  private StoreStep<ChainReading> absent(Floors.Numbers numbers) {
    if (numbers.floor() > first) {
      return jumpTo(numbers.floor());
    }
    boolean isThere = numbers.above().contains(position);
    if (!isThere && numbers.firstBehind(position).isEmpty()) {
      return done(numbers.floor());
    }
    if (!isSecondRead) {
      return readAgain(); // It was made since, and so were others.
    }
    if (isThere) {
      throw new StoreUnavailableException(
          "section %s is listed but absent for a read; try again"
              .formatted(log.sectionKey(position)));
    }
    return passOver(numbers, "the object is absent");
  }

  private StoreStep<ChainReading> done(long floor) {
    return new StoreStep.Done<>(
        new ChainReading(log, floor, sections, damaged, Optional.ofNullable(last), jumped));
  }

  private StoreStep<ChainReading> list(StoreProtocol<StoreStep<ChainReading>> protocol) {
    listing = protocol;
    return goOn(protocol, protocol.begin());
  }

  private StoreStep<ChainReading> goOn(
      StoreProtocol<StoreStep<ChainReading>> of, StoreStep<StoreStep<ChainReading>> step) {
    return switch (step) {
      case StoreStep.Call<StoreStep<ChainReading>>(var call) -> new StoreStep.Call<>(call);
      case StoreStep.Done<StoreStep<ChainReading>>(var next) -> {
        if (listing == of) { // else the next step is that of another listing
          listing = null;
        }
        yield next;
      }
    };
  }

  private StoreStep<ChainReading> jumpTo(long floor) {
    sections.clear();
    damaged.clear();
    last = null;
    first = floor;
    jumped = true;
    return readAt(floor);
  }
}
