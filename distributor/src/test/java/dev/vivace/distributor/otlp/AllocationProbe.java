package dev.vivace.distributor.otlp;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// How much the threads of a pool have allocated since the probe was made.
final class AllocationProbe {

  private final String namePrefix;
  private final long before;

  AllocationProbe(String namePrefix) {
    this.namePrefix = namePrefix;
    this.before = sum();
  }

  long allocatedBytes() {
    return sum() - before;
  }

  private long sum() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith(namePrefix))
        .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getThreadId()))
        .sum();
  }
}
