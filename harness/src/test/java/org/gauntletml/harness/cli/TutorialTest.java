package org.gauntletml.harness.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The README's page on an attack of one's own, done as it says: written, tested, packed, run. */
class TutorialTest {
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir static Path temp;
  private static String page = "";

  @BeforeAll
  static void followThePage() throws IOException {
    String readme =
        Files.readString(Path.of(System.getProperty("gauntlet.root")).resolve("README.md"));
    page = readme.substring(readme.indexOf("<!-- TutorialTest"));
    page = page.substring(0, page.indexOf("\n## "));
    List<Path> sources = new ArrayList<>();
    for (String code : blocks("java")) {
      Matcher type = Pattern.compile("(?m)^(?:public )?(?:record|class) (\\w+)").matcher(code);
      assertThat(type.find()).isTrue();
      sources.add(Files.writeString(temp.resolve(type.group(1) + ".java"), code));
    }
    assertThat(sources).hasSize(2);
    compile(sources.get(0), temp.resolve("classes"));
    compile(sources.get(1), temp.resolve("tests"));
    pack(temp.resolve("classes"), Files.createDirectories(temp.resolve("plugins")));
  }

  private static List<String> blocks(String language) {
    return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
        .matcher(page)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static void compile(Path source, Path to) throws IOException {
    JavaCompiler javac = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
    Files.createDirectories(to);
    String classes = CLASS_PATH + java.io.File.pathSeparator + temp.resolve("classes");
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-d", to.toString(), "-cp", classes, "-proc:none");
      assertThat(
              javac
                  .getTask(
                      null, files, null, options, null, files.getJavaFileObjects(source.toFile()))
                  .call())
          .as("%s compiles", source)
          .isTrue();
    }
  }

  private static void pack(Path classes, Path plugins) throws IOException {
    Matcher service =
        Pattern.compile("echo (\\S+) > classes/(META-INF/services/\\S+)").matcher(page);
    assertThat(service.find()).isTrue();
    Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(classes.resolve(service.group(2)), service.group(1) + "\n");
    try (OutputStream file = Files.newOutputStream(plugins.resolve("nesterov.jar"));
        JarOutputStream jar = new JarOutputStream(file);
        Stream<Path> contents = Files.walk(classes)) {
      for (Path content : contents.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(content).toString().replace('\\', '/')));
        Files.copy(content, jar);
      }
    }
  }

  @Test
  void theAttackKeepsTheContract() throws Exception {
    URL[] urls = {temp.resolve("classes").toUri().toURL(), temp.resolve("tests").toUri().toURL()};
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    try (URLClassLoader loader = new URLClassLoader(urls, before)) {
      thread.setContextClassLoader(loader);
      Launcher launcher = LauncherFactory.create();
      launcher.execute(
          LauncherDiscoveryRequestBuilder.request()
              .selectors(selectClass(loader.loadClass("example.NesterovTest")))
              .build(),
          listener);
    } finally {
      thread.setContextClassLoader(before);
    }
    TestExecutionSummary summary = listener.getSummary();
    assertThat(summary.getFailures())
        .as(summary.getFailures().stream().map(f -> f.getException().toString()).collect(joining()))
        .isEmpty();
    assertThat(summary.getTestsSucceededCount()).isGreaterThan(100);
  }

  @Test
  void itIsListedWithItsSettings() {
    String plugins = temp.resolve("plugins").toString();
    assertThat(run("attacks", "--plugins", plugins))
        .containsPattern("(?m)^nesterov +Linf L2 +gradient +plugin nesterov.jar$");
    assertThat(run("attacks", "--plugins", plugins, "--show", "nesterov"))
        .containsPattern("(?m)^Setting +Linf +L2$")
        .containsPattern("(?m)^steps +40 +40$")
        .containsPattern("(?m)^momentum +0.9 +0.9$");
    assertThat(run("suites", "--plugins", plugins)).contains("nesterov");
  }

  @Test
  void itRunsBesideTheStandardSuite() throws Exception {
    Matcher line = Pattern.compile("echo '(.*)' >> mine.yaml").matcher(page);
    assertThat(line.find()).isTrue();
    Path suite =
        Files.writeString(
            temp.resolve("mine.yaml"),
            run("suites", "--show", "standard").replaceFirst("(?m)^name: .*", "name: mine")
                + line.group(1)
                + "\n");
    Path report = temp.resolve("report");
    assertThat(page).contains("evaluate --plugins plugins --suite mine.yaml --individual");
    String out =
        run(
            "evaluate",
            "--plugins",
            temp.resolve("plugins").toString(),
            "--suite",
            suite.toString(),
            "--individual",
            "--no-curve",
            "--examples",
            "6",
            "--out",
            report.toString());

    assertThat(out).containsPattern("(?m)^nesterov +Linf 8/255 ");
    JsonNode json = JsonMapper.shared().readTree(report.resolve("report.json"));
    assertThat(json.at("/attacks/4/name").asString()).isEqualTo("nesterov");
    assertThat(json.at("/attacks/4/settings/steps").asString()).isEqualTo("100");
    assertThat(json.at("/attacks/4/result/successRate/count").asInt()).isPositive();
    assertThat(json.at("/violations").size()).isZero();
    byte[] jar = Files.readAllBytes(temp.resolve("plugins/nesterov.jar"));
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar));
    assertThat(json.at("/provenance/run").get("plugin nesterov.jar").asString())
        .isEqualTo("SHA-256 " + hash);
    assertThat(Jsoup.parse(report.resolve("report.html").toFile()).text()).contains(hash);
  }

  private static String run(String... words) {
    Recorded recorded = new Recorded();
    ExitStatus status = new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(List.of(words));
    assertThat(status).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
    return recorded.out();
  }
}
