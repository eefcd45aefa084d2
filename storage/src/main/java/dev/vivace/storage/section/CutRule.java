package dev.vivace.storage.section;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The rule by which the next section is cut, so that whoever reads the log cuts it the same way.
///
/// @param version which rule; what its values mean is the ingester's to say
/// @param values by name, with the unit in it: `sectionNanos`, `maxLogBytes` …
public record CutRule(int version, SortedMap<String, Long> values) {

  public CutRule {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  public static CutRule of(int version, Map<String, Long> values) {
    return new CutRule(version, new TreeMap<>(values));
  }
}
