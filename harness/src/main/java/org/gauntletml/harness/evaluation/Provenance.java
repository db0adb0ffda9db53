package org.gauntletml.harness.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the figures come from: enough to run them again. Reports show the entries in their order,
 * so the maps should have one.
 *
 * @param model what was attacked: {@code name}, SHA-256 of the file, access, input, classes, ...
 * @param data what it was attacked with: {@code name}, SHA-256, number of examples, how they were
 *     chosen
 * @param run how: suite, norm, epsilon, seed, batch, budget, mode
 * @param machine on what: Gauntlet, ND4J, Java, operating system, processor, threads
 */
public record Provenance(
    Map<String, String> model,
    Map<String, String> data,
    Map<String, String> run,
    Map<String, String> machine) {
  public Provenance {
    model = inOrder(model);
    data = inOrder(data);
    run = inOrder(run);
    machine = inOrder(machine);
  }

  /** Only names, for library users who keep their own books. */
  public static Provenance of(String model, String data) {
    return new Provenance(Map.of("name", model), Map.of("name", data), Map.of(), Map.of());
  }

  /** What reports call the model. */
  public String modelName() {
    return model.getOrDefault("name", "unnamed model");
  }

  private static Map<String, String> inOrder(Map<String, String> entries) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }
}
