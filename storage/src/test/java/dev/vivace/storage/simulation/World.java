package dev.vivace.storage.simulation;

import static dev.vivace.storage.simulation.Times.HOUR;
import static dev.vivace.storage.simulation.Times.MILLISECOND;
import static dev.vivace.storage.simulation.Times.MINUTE;
import static dev.vivace.storage.simulation.Times.SECOND;

import dev.vivace.storage.property.Choices;
import dev.vivace.storage.protocol.AppendManifest;
import dev.vivace.storage.section.LogPartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// One simulated installation: a log, a store, the processes on them, and what goes wrong. All of
/// it follows from the choices.
final class World {

  static final LogPartition LOG = new LogPartition(new UUID(0x5eed, 1), 0);
  static final long GRACE_NANOS = HOUR;
  static final long ORPHAN_NANOS = 24 * HOUR;
  static final long KEEP_MANIFESTS_NANOS = 24 * HOUR;

  private static final int MAX_SLEEPERS = 4;
  private static final int MAX_INGESTERS = 2;
  private static final long START_NANOS = 1_800_000_000 * SECOND;

  private final Choices choices;
  private final Bug bug;
  private final Sometimes sometimes = new Sometimes();
  private final VirtualTime time = new VirtualTime(START_NANOS);
  private final SimLog log = new SimLog();
  private final Saboteur saboteur;
  private final Checker checker;
  private final SimStore store;
  private final List<ModelIngester> ingesters = new ArrayList<>();
  private final Climate climate;
  private final Map<SimProcess, Runnable> replacements = new LinkedHashMap<>();
  private int processes;
  private int jobs;
  private int sleepers;
  private long nonces;
  private boolean isCalm;
  private boolean isOver;

  World(Choices choices, Bug bug) {
    this.choices = choices;
    this.bug = bug;
    this.climate = Climate.choose(choices);
    this.checker = new Checker(this);
    this.store = new SimStore(time, choices, sometimes, clockError(), checker);
    this.saboteur = new Saboteur(bug);
  }

  Choices choices() {
    return choices;
  }

  Bug bug() {
    return bug;
  }

  Sometimes sometimes() {
    return sometimes;
  }

  VirtualTime time() {
    return time;
  }

  SimLog log() {
    return log;
  }

  SimStore store() {
    return store;
  }

  Checker checker() {
    return checker;
  }

  Saboteur saboteur() {
    return saboteur;
  }

  long graceNanos() {
    return bug == Bug.GRACE_IGNORED ? 0 : GRACE_NANOS;
  }

  Climate climate() {
    return climate;
  }

  /// Whether something that happens once in so many cases, but never in calm times, happens now.
  boolean happens(int inverse) {
    return !isCalm && choices.oneIn(inverse);
  }

  Runner runner(SimProcess process) {
    return new Runner(this, process);
  }

  Blocks blocks(SimProcess process) {
    return new Blocks(this, process);
  }

  UUID nonce() {
    return new UUID(0x4e0ce, ++nonces);
  }

  AppendManifest.Writer writer(SimProcess process) {
    return new AppendManifest.Writer(nonce(), process.name);
  }

  /// Clocks are wrong by up to two hours, rarely by two days.
  private long clockError() {
    return switch (choices.below(8)) {
      case 7 -> choices.between(-48, 48) * HOUR;
      case 5, 6 -> choices.between(-120, 120) * MINUTE;
      default -> 0;
    };
  }

  SimProcess process(String role) {
    return new SimProcess(role + "-" + ++processes, time, clockError());
  }

  // The log.

  void append(int tenant, int trace) {
    log.append(time.nowNanos(), tenant, trace);
    tellIngesters();
  }

  void appendMarker() {
    log.append(time.nowNanos(), -1, 0);
    tellIngesters();
  }

  private void tellIngesters() {
    for (ModelIngester ingester : ingesters) {
      ingester.process().after(choices.between(1, 50) * MILLISECOND, ingester::poll);
    }
  }

  void trim(long offset) {
    checker.trimmed(offset);
    log.trim(offset);
  }

  // The ingesters: one, and while one is paused or has just woken, two.

  List<ModelIngester> ingesters() {
    return ingesters;
  }

  void startIngester() {
    ModelIngester ingester = new ModelIngester(this, process("ingester"));
    ingesters.add(ingester);
    replacements.put(ingester.process(), this::ensureIngester);
    ingester.start();
  }

  void restartIngester(ModelIngester ingester) {
    kill(ingester.process());
    if (ingesters.stream().noneMatch(other -> other.process().isRunning())) {
      time.after(choices.between(1, 60) * SECOND, this::ensureIngester);
    }
  }

  void ensureIngester() {
    boolean isAnyRunning = ingesters.stream().anyMatch(one -> one.process().isRunning());
    if (!isOver && (!isAnyRunning || (ingesters.size() < MAX_INGESTERS && happens(4)))) {
      if (!ingesters.isEmpty()) {
        sometimes.happened(Rare.TAKEOVER);
      }
      startIngester();
    }
  }

  // The others.

  void startCompactor() {
    if (isOver) {
      return;
    }
    ModelCompactor compactor = new ModelCompactor(this, process("compactor"));
    replacements.put(compactor.process(), this::startCompactor);
    compactor.withdrawAll(ModelBlocks.tenants(), compactor::start);
  }

  void startQuerier() {
    if (isOver) {
      return;
    }
    ModelQuerier querier = new ModelQuerier(this, process("querier"));
    replacements.put(querier.process(), this::startQuerier);
    querier.start();
  }

  /// Asked between any two steps of a process: at times it ends there, or sleeps for long, and
  /// another one begins in its place.
  ///
  /// @param times how much likelier than elsewhere: before a create more than before a read
  boolean survives(SimProcess process, int times) {
    Runnable replacement = replacements.get(process);
    int inverse = climate.strikeInverse() == 0 ? 0 : Math.max(2, climate.strikeInverse() / times);
    if (!process.isRunning() || replacement == null || !happens(inverse)) {
      return process.isAlive();
    }
    if (choices.coin() && sleepers < MAX_SLEEPERS) {
      sometimes.happened(Rare.PAUSED);
      sleepers++;
      process.pause(nap());
      time.after(choices.between(1, 120) * SECOND, replacement);
      return true;
    }
    sometimes.happened(Rare.KILLED);
    kill(process);
    time.after(choices.between(1, 600) * SECOND, replacement);
    return false;
  }

  private long nap() {
    return switch (choices.below(4)) {
      case 0 -> choices.between(1, 60) * SECOND;
      case 1 -> choices.between(1, 90) * MINUTE;
      case 2 -> choices.between(1, 30) * HOUR;
      default -> choices.between(20, 90) * HOUR;
    };
  }

  private void kill(SimProcess process) {
    process.kill();
    ingesters.removeIf(ingester -> ingester.process() == process);
  }

  /// Ends all processes for good.
  void killAll() {
    isOver = true;
    List.copyOf(replacements.keySet()).forEach(this::kill);
  }

  /// Counts the jobs of compactors and queriers, and returns how many a process of four has done.
  int jobDone() {
    jobs++;
    return jobs / 4;
  }

  /// Nothing goes wrong from now on.
  void calmDown() {
    isCalm = true;
    store.failOneOf(0);
  }

  boolean isCalm() {
    return isCalm;
  }
}
