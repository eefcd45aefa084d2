package dev.vivace.storage.block;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes one block front to back. Not for several threads. Closing it frees native memory and
/// leaves the stream open; a block that was not finished is no block.
///
/// ```text
/// block  = header rowGroup* traceIndex:rowGroup bloom:frame footer trailer
/// header = "VivaceBk" version:u32
/// ```
public final class BlockWriter implements Closeable {

  private final BlockOutput out;
  private final Compressor compressor = new Compressor();
  private final ColumnWriter columns;
  private final TraceIndexWriter index = new TraceIndexWriter();
  private final List<Footer.RowGroup> rowGroups = new ArrayList<>();
  private @Nullable RowGroupWriter current;
  private boolean finished;

  /// Writes the header at once.
  public BlockWriter(OutputStream out) throws IOException {
    this.out = new BlockOutput(out);
    columns = new ColumnWriter(new PageWriter(this.out, compressor));
    this.out.write(header(), 0, BlockFormat.HEADER_BYTES);
  }

  /// Begins the next row group; the one before must have ended.
  public RowGroupWriter beginRowGroup() {
    checkBetweenRowGroups();
    RowGroupWriter rowGroup =
        newRowGroup((info, extent) -> rowGroups.add(new Footer.RowGroup(info, extent)));
    current = rowGroup;
    return rowGroup;
  }

  /// Writes trace index, bloom filter, footer and trailer.
  public WrittenBlock finish(BlockInfo info) throws IOException {
    checkBetweenRowGroups();
    finished = true;
    Extent indexExtent = writeIndex();
    long bloomStart = out.position();
    byte[] bloom = index.bloomFilter();
    int bloomLength = Frame.write(out, compressor, bloom, bloom.length);
    Extent bloomExtent = new Extent(bloomStart, bloomLength, bloomLength);
    new Footer(info, List.copyOf(rowGroups), indexExtent, bloomExtent).write(out);
    return new WrittenBlock(out.position(), out.digest());
  }

  @Override
  public void close() {
    compressor.close();
  }

  static byte[] header() {
    ByteSink header = new ByteSink();
    header.writeBytes(BlockFormat.HEADER_MAGIC, 0, BlockFormat.HEADER_MAGIC.length);
    header.writeInt(BlockFormat.VERSION);
    return header.bytes();
  }

  private Extent writeIndex() throws IOException {
    RowGroupWriter rowGroup = newRowGroup((info, extent) -> {});
    index.writeTable(rowGroup.table(BlockFormat.INDEX_TABLE, index.traces()));
    return rowGroup.writeDirectory();
  }

  private RowGroupWriter newRowGroup(RowGroupWriter.Ended whenEnded) {
    return new RowGroupWriter(out, compressor, columns, index, whenEnded);
  }

  private void checkBetweenRowGroups() {
    if (finished || (current != null && !current.isEnded())) {
      throw new IllegalStateException(
          finished ? "the block is finished" : "the row group before has not ended; end it first");
    }
  }
}
