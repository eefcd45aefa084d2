package dev.vivace.server.lifecycle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The services of the process: started in order, stopped in reverse. Any thread may read the
/// states; one thread starts and stops.
public final class Lifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  private final List<Service> services = new CopyOnWriteArrayList<>();
  private final SequencedMap<String, ServiceState> states =
      new LinkedHashMap<>(); // guarded by this

  /// Adds a service after those that it needs. Only before the start.
  public synchronized void add(Service service) {
    if (states.putIfAbsent(service.name(), ServiceState.NEW) != null) {
      throw new IllegalArgumentException("two services are named " + service.name());
    }
    services.add(service);
  }

  /// The services that listen on a port, in start order.
  public List<Listener> listeners() {
    return services.stream().filter(Listener.class::isInstance).map(Listener.class::cast).toList();
  }

  /// Starts all, or throws after stopping those that had started.
  ///
  /// @param stopBudget for the stopping
  public void start(Duration stopBudget) {
    for (Service service : services) {
      set(service, ServiceState.STARTING);
      try {
        service.start();
      } catch (Exception e) {
        set(service, ServiceState.FAILED);
        stop(stopBudget);
        throw new StartException(service.name(), e);
      }
      set(service, ServiceState.RUNNING);
      LOG.debug("{} is running", service.name());
    }
  }

  /// Stops what runs, newest first. A service that does not end in time is left behind.
  ///
  /// @return whether every service ended in time and without failing
  public boolean stop(Duration budget) {
    long deadlineNanos = System.nanoTime() + budget.toNanos();
    boolean clean = true;
    for (Service service : services.reversed()) {
      if (states().get(service.name()) == ServiceState.RUNNING) {
        set(service, ServiceState.STOPPING);
        boolean ended = stop(service, Math.max(0, deadlineNanos - System.nanoTime()));
        set(service, ended ? ServiceState.TERMINATED : ServiceState.FAILED);
        clean &= ended;
      }
    }
    return clean;
  }

  private static boolean stop(Service service, long leftNanos) {
    FutureTask<Void> stopping =
        new FutureTask<>(
            () -> {
              service.stop(Duration.ofNanos(leftNanos));
              return null;
            });
    Thread.ofPlatform().daemon().name("stop-" + service.name()).start(stopping);
    try {
      stopping.get(leftNanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException _) {
      LOG.warn("{} did not stop in time and is left behind", service.name());
    } catch (ExecutionException e) {
      LOG.error("{} failed while stopping", service.name(), e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      LOG.warn("{} is left behind: stopping was interrupted", service.name());
    }
    return false;
  }

  /// Each service's state by name, in start order.
  public synchronized Map<String, ServiceState> states() {
    return new LinkedHashMap<>(states);
  }

  private synchronized void set(Service service, ServiceState state) {
    states.put(service.name(), state);
  }
}
