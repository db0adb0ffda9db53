package org.gauntletml.attacks.catalog;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.BadInput;

/**
 * Attacks of other people: records that implement {@link Attack}, have a public constructor without
 * parameters for their standard settings, and are named in {@code
 * META-INF/services/org.gauntletml.attacks.Attack} of a jar. A record {@code NesterovAttack} is
 * called {@code nesterov-attack}; where it has a component of type {@link Norm}, it works in every
 * norm its constructor takes.
 *
 * @param attacks in the order of the jars and of their service files
 * @param hashes SHA-256 of every jar by its file name, hexadecimal
 */
public record Plugins(List<AttackEntry> attacks, Map<String, String> hashes) {
  /** No plugins. */
  public static final Plugins NONE = new Plugins(List.of(), Map.of());

  private static final String JAR = ".jar";

  public Plugins {
    attacks = List.copyOf(attacks);
    hashes = Collections.unmodifiableMap(new LinkedHashMap<>(hashes));
  }

  /**
   * The attacks in the jars of a folder, which stay open as long as the program runs.
   *
   * @throws BadInput if it is no folder, holds no jar, or its jars no attack that can be loaded
   */
  public static Plugins in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw BadInput.of("plugins", "a folder of jars", folder + ", which is none");
    }
    List<Path> jars = jars(folder);
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Path jar : jars) {
      hashes.put(String.valueOf(jar.getFileName()), sha256(jar));
    }
    URL[] urls = jars.stream().map(Plugins::url).toArray(URL[]::new);
    List<AttackEntry> attacks =
        load(folder, new URLClassLoader(urls, Attack.class.getClassLoader()));
    if (attacks.isEmpty()) {
      throw BadInput.of("plugins", "jars with attacks in " + folder, jars.size() + " without")
          .hint("A jar names them in META-INF/services/" + Attack.class.getName());
    }
    return new Plugins(attacks, hashes);
  }

  /** The attacks Gauntlet ships and these. */
  public AttackCatalog catalog() {
    return AttackCatalog.builtIn().with(attacks);
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(JAR)).sorted().toList();
    }
  }

  private static List<AttackEntry> load(Path folder, ClassLoader loader) {
    List<AttackEntry> entries = new ArrayList<>();
    try {
      for (Attack<?> attack : ServiceLoader.load(Attack.class, loader)) {
        entries.add(entry(attack));
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw BadInput.of("plugins", "attacks in " + folder + " that can be loaded", cause);
    }
    return entries;
  }

  private static AttackEntry entry(Attack<?> attack) {
    Class<?> type = attack.getClass();
    if (!type.isRecord()) {
      throw BadInput.of("plugins", "attacks that are records", type);
    }
    List<Norm> norms = Stream.of(Norm.values()).filter(norm -> works(attack, norm)).toList();
    return new AttackEntry(
        hyphenated(type.getSimpleName()),
        Set.copyOf(norms),
        "plugin " + jar(type),
        norm -> Settings.in(norm, attack));
  }

  private static boolean works(Attack<?> attack, Norm norm) {
    try {
      return Settings.in(norm, attack).norm() == norm;
    } catch (BadInput refusal) {
      return false;
    }
  }

  private static String hyphenated(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", "$1$3-$2")
        .toLowerCase(Locale.ROOT);
  }

  private static String jar(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null
        ? "of unknown origin"
        : String.valueOf(Path.of(source.getLocation().getPath()).getFileName());
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("every file has a URL: " + jar, e);
    }
  }

  private static String sha256(Path jar) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(jar)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
