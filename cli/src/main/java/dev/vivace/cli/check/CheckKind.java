package dev.vivace.cli.check;

/// What is asked.
public enum CheckKind {
  TRACE_V2("trace by id, v2"),
  TRACE_V1("trace by id, v1"),
  SEARCH("search by an attribute without index"),
  SEARCH_INDEXED("search by an attribute with index"),
  OTHER_TENANT("trace and search for another tenant"),
  READ_BACK("trace and search a second after the answer"),
  TAGS("tag names"),
  TAG_VALUES("tag values"),
  COUNTS("counts over time");

  private final String title;

  CheckKind(String title) {
    this.title = title;
  }

  /// What reports call it.
  public String title() {
    return title;
  }
}
