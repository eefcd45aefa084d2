package dev.vivace.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Fuzzes each reader for `vivace.fuzz.seconds` in a process of its own with a heap of 256 MiB. No
/// input may make it throw, take ten seconds, or fill its heap. What the fuzzer has learnt is kept
/// in `target/fuzz` for the next run; what it found, too.
class FuzzingTest {

  private static final int SECONDS = Integer.getInteger("vivace.fuzz.seconds", 60);
  private static final int GRACE_SECONDS = 120;
  private static final int SHOWN_CHARACTERS = 6000;

  @ParameterizedTest
  @EnumSource
  void noInputBreaksTheReader(Reader reader) throws Exception {
    Path folder = Files.createDirectories(Path.of("target/fuzz", reader.name()).toAbsolutePath());
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    List<byte[]> seeds = reader.seeds();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(corpus.resolve("seed-" + i), seeds.get(i));
    }
    Path log = folder.resolve("log");
    Process fuzzer = start(reader, folder, corpus, log);
    try {
      assertThat(fuzzer.waitFor(SECONDS + GRACE_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
    } finally {
      fuzzer.destroyForcibly();
    }
    String text = Files.readString(log);
    String end = text.substring(Math.max(0, text.length() - SHOWN_CHARACTERS));
    assertThat(fuzzer.exitValue()).as("%s: %s", reader, end).isZero();
    System.out.printf(
        "%s: %s%n",
        reader, text.lines().filter(line -> line.contains("DONE")).findFirst().orElse(""));
  }

  private static Process start(Reader reader, Path folder, Path corpus, Path log)
      throws IOException {
    return new ProcessBuilder(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + FuzzedReader.PROPERTY + "=" + reader.name(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzedReader.class.getName(),
                "--instrumentation_includes=dev.vivace.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + SECONDS,
                "-timeout=10",
                "-rss_limit_mb=0",
                "-print_final_stats=1",
                corpus.toString()))
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }
}
