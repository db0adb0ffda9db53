package org.gauntletml.harness.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.catalog.AttackCatalog;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NearestName;

/**
 * A suite as it is written, in YAML: {@code name}, {@code version}, {@code description}, {@code
 * individual}, {@code queries} and {@code attacks}, each of them a name of the catalogue or an
 * entry as {@link SuiteEntry} describes it; or the word {@code all}.
 *
 * @param description for people
 * @param individual whether every attack is to run on every example, not only on those standing
 * @param queries that each attack may spend on one example, {@link Protocol#UNLIMITED} where the
 *     suite does not say
 * @param text as it was read, lines ended by a line feed
 */
public record SuiteFile(
    Citation citation,
    String description,
    boolean individual,
    long queries,
    List<SuiteEntry> entries,
    String text) {
  /** The suites Gauntlet ships. */
  public static final List<String> BUILT_IN =
      List.of("quick", "standard", "minimum-norm", "black-box", "paranoid");

  private static final long MOST_BYTES = 1 << 20;

  public SuiteFile {
    entries = List.copyOf(entries);
  }

  /**
   * A suite Gauntlet ships, or that of a file.
   *
   * @param who is named if there is none, e.g. {@code --suite}
   * @param nameOrPath one of {@link #BUILT_IN}, or the path of a YAML file
   * @throws BadInput if there is none, or the file holds no suite
   */
  public static SuiteFile find(String who, String nameOrPath, AttackCatalog catalog)
      throws IOException {
    if (BUILT_IN.contains(nameOrPath)) {
      return builtIn(nameOrPath, catalog);
    }
    boolean path =
        nameOrPath.matches(".*([/\\\\]|\\.ya?ml$).*") || Files.exists(Path.of(nameOrPath));
    if (!path) {
      throw NearestName.unknown(who, "a suite or the path of one", nameOrPath, BUILT_IN);
    }
    return read(Path.of(nameOrPath), catalog);
  }

  /**
   * A suite Gauntlet ships.
   *
   * @param name one of {@link #BUILT_IN}
   */
  public static SuiteFile builtIn(String name, AttackCatalog catalog) {
    try (InputStream yaml = SuiteFile.class.getResourceAsStream("suite-" + name + ".yaml")) {
      return parse("suite " + name, Objects.requireNonNull(yaml, name).readAllBytes(), catalog);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The suite in a file.
   *
   * @throws BadInput if it holds none: no YAML, an unknown key, a value of the wrong type, an
   *     unknown attack, an attack twice, a setting its attack refuses
   */
  public static SuiteFile read(Path file, AttackCatalog catalog) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw BadInput.of(file.toString(), "a suite file", "no such file");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw BadInput.of(file.toString(), "a suite file", Files.size(file) + " bytes");
    }
    return parse(file.toString(), Files.readAllBytes(file), catalog);
  }

  private static SuiteFile parse(String who, byte[] yaml, AttackCatalog catalog) {
    String text = new String(yaml, StandardCharsets.UTF_8).replace("\r\n", "\n");
    return SuiteSyntax.read(who, text).check(who, text, sha256(text), catalog);
  }

  /**
   * Its attacks for one norm.
   *
   * @throws BadInput if an attack does not work in this norm, or none is meant for it
   */
  public Suite in(Norm norm) {
    List<SuiteAttack> attacks =
        entries.stream().filter(entry -> entry.fits(norm)).map(entry -> entry.in(norm)).toList();
    if (attacks.isEmpty()) {
      throw BadInput.of(
          "suite " + citation.name(),
          "one of the norms it has attacks for, "
              + Stream.of(Norm.values())
                  .filter(n -> entries.stream().anyMatch(e -> e.fits(n)))
                  .toList(),
          norm);
    }
    return new Suite(citation, attacks, List.of());
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
