package dev.vivace.storage.protocol;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionBlocks;
import dev.vivace.storage.section.SectionCodec;
import dev.vivace.storage.section.SectionCommit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Follows the sections of one partition by key from a position to the head of the chain: one read
/// a section, one that finds nothing, and a look at the floor.
///
/// Below the floor sections may be gone, or made again by a writer that slept. So if the floor
/// turns out to be above the position, everything read is dropped and the chain is followed from
/// the floor.
public final class FollowChain implements StoreProtocol<ChainReading> {

  private final LogPartition log;
  private final List<SectionBlocks> sections = new ArrayList<>();
  private @Nullable SectionCommit last;
  private long first;
  private long position;
  private boolean jumped;
  private @Nullable StoreProtocol<Long> floor;

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
    if (floor != null) {
      return goOn(floor.answered(answer));
    }
    return switch (answer) {
      case StoreAnswer.Failed(_) -> begin();
      case StoreAnswer.Found(var content) -> {
        adopt(decode(log.sectionKey(position), content));
        yield begin();
      }
      case StoreAnswer.Absent() -> {
        StoreProtocol<Long> look = Floors.highest(log.prefix());
        floor = look;
        yield goOn(look.begin());
      }
      default -> throw new IllegalStateException("a read was answered by " + answer);
    };
  }

  private void adopt(SectionCommit section) {
    sections.add(SectionBlocks.of(section));
    last = section;
    position = section.end();
  }

  private StoreStep<ChainReading> goOn(StoreStep<Long> step) {
    return switch (step) {
      case StoreStep.Call<Long>(var call) -> new StoreStep.Call<>(call);
      case StoreStep.Done<Long>(var highest) -> {
        floor = null;
        if (highest > first) {
          jumpTo(highest);
          yield begin();
        }
        yield new StoreStep.Done<>(
            new ChainReading(log, highest, sections, Optional.ofNullable(last), jumped));
      }
    };
  }

  private void jumpTo(long newPosition) {
    sections.clear();
    last = null;
    first = newPosition;
    position = newPosition;
    jumped = true;
  }
}
