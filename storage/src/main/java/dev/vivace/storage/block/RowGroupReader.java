package dev.vivace.storage.block;

/// Reads the tables of one row group. Cheap to make; for one thread.
public final class RowGroupReader {

  private final int index;
  private final RowGroupInfo info;
  private final RowGroupDirectory directory;
  private final PageLoader loader;

  RowGroupReader(int index, RowGroupInfo info, RowGroupDirectory directory, PageSource source) {
    this(index, info, directory, source, source);
  }

  /// @param origin where a page comes from that does not read back from the source
  RowGroupReader(
      int index,
      RowGroupInfo info,
      RowGroupDirectory directory,
      PageSource source,
      PageSource origin) {
    this.index = index;
    this.info = info;
    this.directory = directory;
    this.loader = new PageLoader(directory.extent(), source, origin);
  }

  /// Which of the block's row groups it is.
  public int index() {
    return index;
  }

  public RowGroupInfo info() {
    return info;
  }

  /// Says that much of the row group will be read. Below 4 MiB it is read at once and kept as long
  /// as this reader; a larger one is read in longer pieces than pages from now on.
  public void prefetch() {
    loader.prefetch();
  }

  /// Says that the same pages will be read again and again, as for many traces of the row group: as
  /// long as this reader is used, those read last are kept decompressed, up to 8 MiB.
  public void keepPages() {
    loader.keep();
  }

  public boolean hasTable(int kind) {
    return directory.tables().containsKey(kind);
  }

  /// The table of this kind; it is an error of the block if there is none.
  public TableReader table(int kind) {
    return new TableReader(directory, kind, loader);
  }

  /// Bytes of pages, decompressed, that were read through this reader.
  public long inspectedBytes() {
    return loader.inspectedBytes();
  }
}
