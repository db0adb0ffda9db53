package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders without plugins, and plugins that are none. */
class PluginRefusalTest {
  @TempDir Path temp;

  /** Named like one that Gauntlet ships. */
  public record Fgsm() implements DecisionBasedAttack {
    @Override
    public Norm norm() {
      return Norm.L2;
    }

    @Override
    public void run(LabelTarget target, RandomStreams random) {}
  }

  /** No record. */
  public static final class Shapeless implements DecisionBasedAttack {
    @Override
    public Norm norm() {
      return Norm.L2;
    }

    @Override
    public void run(LabelTarget target, RandomStreams random) {}
  }

  /** Refuses its own settings. */
  public record Contrary(int steps) implements DecisionBasedAttack {
    public Contrary {
      throw BadInput.of("contrary", "nothing", steps);
    }

    public Contrary() {
      this(7);
    }

    @Override
    public Norm norm() {
      return Norm.L2;
    }

    @Override
    public void run(LabelTarget target, RandomStreams random) {}
  }

  private Path jar(String service) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("plugins"));
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(folder.resolve("mine.jar")))) {
      jar.putNextEntry(new JarEntry("META-INF/services/" + Attack.class.getName()));
      jar.write(service.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return folder;
  }

  private void refused(Path folder, String message) {
    Recorded recorded = new Recorded();
    ExitStatus status =
        new Gauntlet(Gauntlet.COMMANDS, recorded.console())
            .run(List.of("attacks", "--plugins", folder.toString()));
    assertThat(status).as(recorded.out()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err().lines())
        .singleElement()
        .asString()
        .startsWith("gauntlet: " + message);
  }

  @Test
  void aFolderWithoutPluginsIsRefused() throws IOException {
    refused(temp.resolve("none"), "plugins: expected a folder of jars, got " + temp);
    refused(
        temp, "plugins: expected jars with attacks in " + temp + ", got 0 without. A jar names");
    refused(jar("# nothing"), "plugins: expected jars with attacks in");
    Path folder = temp.resolve("plugins");
    Files.write(folder.resolve("mine.jar"), new byte[] {1, 2, 3});
    refused(folder, "plugins: expected jars with attacks in");
  }

  @Test
  void whatIsNoPluginIsRefused() throws IOException {
    refused(
        jar("com.example.Missing"),
        "plugins: expected attacks in "
            + temp.resolve("plugins")
            + " that can be loaded, got java.util.ServiceConfigurationError: "
            + "org.gauntletml.attacks.Attack: Provider com.example.Missing not found");
    refused(
        jar(Pgd.class.getName()),
        "plugins: expected attacks in "
            + temp.resolve("plugins")
            + " that can be loaded, got java.lang.NoSuchMethodException");
    refused(
        jar(Shapeless.class.getName()), "plugins: expected attacks that are records, got class");
    refused(
        jar(Contrary.class.getName()),
        "plugins: expected attacks in "
            + temp.resolve("plugins")
            + " that can be loaded, got org.gauntletml.models.BadInput: contrary: expected"
            + " nothing");
    refused(jar(Fgsm.class.getName()), "attacks: expected names that differ, got fgsm twice.");
  }
}
