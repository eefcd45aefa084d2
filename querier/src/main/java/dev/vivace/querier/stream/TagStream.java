package dev.vivace.querier.stream;

import dev.vivace.querier.tags.TagProgress;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Tells a caller what was found of names or values: while the look runs what is new, at its end
/// everything.
///
/// @param <F> what is found
/// @param <A> the messages
final class TagStream<F, A> implements TagProgress<F> {

  private final StreamCall<A> call;
  private final UnaryOperator<F> news;
  private final Function<F, List<A>> packets;

  /// @param news what of a find was not in the one before
  /// @param packets at least one message
  TagStream(StreamCall<A> call, UnaryOperator<F> news, Function<F, List<A>> packets) {
    this.call = call;
    this.news = news;
    this.packets = packets;
  }

  @Override
  public boolean isWanted() {
    return call.isWanted();
  }

  @Override
  public boolean isDue() {
    return call.isDue();
  }

  @Override
  public void found(F soFar) {
    end(news.apply(soFar));
  }

  void end(F answer) {
    packets.apply(answer).forEach(call::send);
  }
}
