package dev.vivace.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectStore;
import java.io.File;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Timer;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The tree is the architecture: who may know whom.
class ArchitectureTest {

  private static final String BASE = "dev.vivace.";
  private static final List<String> ROLES =
      List.of("distributor", "ingester", "compactor", "querier", "metricsgenerator");

  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.vivace");
  }

  private static String[] packages(String... modules) {
    return Arrays.stream(modules).map(module -> BASE + module + "..").toArray(String[]::new);
  }

  private static void mayNotUse(String module, String... others) {
    noClasses()
        .that()
        .resideInAPackage(BASE + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(others))
        .allowEmptyShould(true)
        .check(classes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"distributor", "ingester", "compactor", "querier", "metricsgenerator"})
  void rolesKnowNeitherEachOtherNorTheServer(String role) {
    mayNotUse(role, ROLES.stream().filter(other -> !other.equals(role)).toArray(String[]::new));
    mayNotUse(role, "server", "cli");
  }

  @Test
  void storageKnowsNoRole() {
    mayNotUse("storage", ROLES.toArray(String[]::new));
    mayNotUse("storage", "server", "transport", "cli");
  }

  /// A simulator runs them with a time and faults of its own.
  @Test
  void protocolsHaveNoClockThreadFileSocketOrChance() {
    String[] pure = {
      BASE + "storage.protocol..",
      BASE + "storage.manifest..",
      BASE + "storage.section..",
      BASE + "storage.document.."
    };
    noClasses()
        .that()
        .resideInAnyPackage(pure)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.util.concurrent..",
            "java.nio.file..",
            "java.nio.channels..",
            "java.net..",
            "java.time..",
            "org.slf4j..",
            "io.micrometer..",
            "java.util.random..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(
            Thread.class,
            ThreadLocal.class,
            Random.class,
            SecureRandom.class,
            Timer.class,
            File.class,
            ObjectStore.class,
            LocalObjectStore.class)
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(Math.class, "random")
        .check(classes);
    mayNotUse("storage.protocol", "storage.runner", "storage.blocklist", "storage.block");
    mayNotUse("storage.manifest", "storage.protocol", "storage.object");
    mayNotUse("storage.section", "storage.manifest", "storage.protocol", "storage.object");
  }

  @Test
  void theLanguageIsPure() {
    mayNotUse("traceql", ROLES.toArray(String[]::new));
    mayNotUse("traceql", "storage", "transport", "server", "cli");
  }

  @Test
  void modelAndTransportAreLeaves() {
    for (String leaf : List.of("model", "transport")) {
      mayNotUse(leaf, ROLES.toArray(String[]::new));
      mayNotUse(leaf, "storage", "traceql", "server", "cli");
    }
    mayNotUse("model", "transport");
  }

  @Test
  void theCommandLineToolKnowsServersFromOutside() {
    mayNotUse("cli", ROLES.toArray(String[]::new));
    mayNotUse("cli", "storage", "traceql", "transport", "server");
  }

  @Test
  void packagesOfAModuleFormNoCycle() {
    for (String module : List.of("model", "transport", "traceql", "storage", "server", "cli")) {
      slices()
          .matching(BASE + module + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(classes);
    }
    for (String role : ROLES) {
      slices()
          .matching(BASE + role + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  @Test
  void translationsOfFormatsKnowNoReceiver() {
    String[] receivers = {
      "distributor.otlp", "distributor.jaeger", "distributor.zipkin", "distributor.grpc"
    };
    mayNotUse("distributor.ingest", receivers);
    mayNotUse("distributor.translate", receivers);
    mayNotUse("distributor.thrift", receivers);
    mayNotUse("distributor.thrift", "distributor.ingest", "distributor.translate");
    mayNotUse("distributor.otlp", "distributor.jaeger", "distributor.translate");
  }

  @Test
  void onlyCommandsWriteToStandardStreams() {
    DescribedPredicate<JavaClass> commands =
        belongToAnyOf(Main.class)
            .or(
                DescribedPredicate.describe(
                    "are in the command line tool or the benchmarks",
                    c ->
                        c.getPackageName().startsWith(BASE + "cli")
                            || c.getPackageName().startsWith(BASE + "benchmarks")));
    noClasses()
        .that(DescribedPredicate.not(commands))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(classes);
  }

  @Test
  void nothingSleepsOrEndsTheProcess() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .check(classes);
    noClasses()
        .that()
        .resideOutsideOfPackages(
            BASE + "server", BASE + "server.training", BASE + "cli..", BASE + "benchmarks..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(classes);
  }
}
