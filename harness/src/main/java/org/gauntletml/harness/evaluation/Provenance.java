package org.gauntletml.harness.evaluation;

import java.util.Map;

/**
 * Where the figures come from: enough to run them again.
 *
 * @param model what was attacked: name, SHA-256 of the file, access, input, classes, ...
 * @param data what it was attacked with: name, SHA-256, number of examples, how they were chosen
 * @param run how: suite, norm, epsilon, seed, batch, budget, mode
 * @param machine on what: Gauntlet, ND4J, Java, operating system, processor, threads
 */
public record Provenance(
    Map<String, String> model,
    Map<String, String> data,
    Map<String, String> run,
    Map<String, String> machine) {}
