package dev.vivace.cli.check;

import dev.vivace.cli.compare.Fault;
import dev.vivace.cli.compare.FaultClass;
import dev.vivace.cli.compare.Standing;
import dev.vivace.cli.content.ContentKeys;
import dev.vivace.cli.content.Workload;
import dev.vivace.cli.journal.Ledger;
import dev.vivace.cli.wire.QueryApi;
import dev.vivace.cli.wire.QueryApi.Window;
import dev.vivace.cli.wire.UnansweredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What is asked about the keys and values of one tenant's spans.
final class TagQuestions {
  private static final int MAX_SHOWN = 5;

  private final QueryApi api;
  private final Workload workload;
  private final String tenant;
  private final Window window;
  private final Set<String> required = new TreeSet<>();

  TagQuestions(
      QueryApi api, Workload workload, String tenant, Window window, Ledger.Snapshot outcomes) {
    this.api = api;
    this.workload = workload;
    this.tenant = tenant;
    this.window = window;
    for (long n = 0; n < outcomes.reserved(); n++) {
      if (workload.tenantOf(n).equals(tenant)
          && Standing.ofMain(n, workload.plan(n), outcomes::outcome) == Standing.REQUIRED) {
        required.add(workload.groupOf(n));
      }
    }
  }

  List<Fault> names() throws UnansweredException {
    List<Fault> faults = new ArrayList<>();
    for (boolean version2 : new boolean[] {true, false}) {
      Set<String> missing = new TreeSet<>();
      if (!required.isEmpty()) {
        missing.addAll(List.of(ContentKeys.TRACE, ContentKeys.GROUP, ContentKeys.URL));
        missing.removeAll(api.spanTags(window, tenant, version2));
      }
      if (!missing.isEmpty()) {
        faults.add(lost("names of span attributes", missing, version2));
      }
    }
    return faults;
  }

  List<Fault> values() throws UnansweredException {
    List<Fault> faults = new ArrayList<>();
    for (boolean version2 : new boolean[] {true, false}) {
      Set<String> found = api.spanTagValues(ContentKeys.GROUP, window, tenant, version2);
      Set<String> missing = new TreeSet<>(required);
      missing.removeAll(found);
      if (!missing.isEmpty()) {
        faults.add(lost("values of " + ContentKeys.GROUP, missing, version2));
      }
      found.stream()
          .filter(value -> value.startsWith(workload.groupPrefix()))
          .filter(value -> !isGroup(value))
          .forEach(
              value ->
                  faults.add(
                      new Fault(FaultClass.ALTERED, "value '" + value + "' was never sent")));
    }
    return faults;
  }

  private boolean isGroup(String value) {
    String number = value.substring(workload.groupPrefix().length());
    return number.matches("\\d{1,9}");
  }

  private static Fault lost(String what, Set<String> missing, boolean version2) {
    return new Fault(
        FaultClass.LOST,
        "%s, v%d: %d are missing, such as %s"
            .formatted(
                what,
                version2 ? 2 : 1,
                missing.size(),
                missing.stream().limit(MAX_SHOWN).toList()));
  }
}
