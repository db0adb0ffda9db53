package org.gauntletml.harness.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.catalog.Plugins;
import org.gauntletml.harness.evaluation.Citation;
import org.gauntletml.harness.evaluation.Evaluation;
import org.gauntletml.harness.evaluation.Protocol;
import org.gauntletml.harness.evaluation.Provenance;
import org.gauntletml.harness.evaluation.SuiteAttack;
import org.gauntletml.models.backend.Backend;
import org.gauntletml.models.backend.Machine;
import org.gauntletml.models.data.Dataset;

/**
 * What a report tells about an evaluation so that somebody can run it again.
 *
 * @param command as it was typed
 * @param all the examples before any were chosen
 */
record RunFacts(String command, Evaluation evaluation, Dataset all, Plugins plugins) {
  Provenance on(Map<String, String> model, Machine machine, Backend backend) {
    return new Provenance(
        model,
        data(all, evaluation.data(), evaluation.protocol().seed()),
        run(),
        surroundings(machine, backend));
  }

  /** Which examples of a data set were chosen. */
  static Map<String, String> data(Dataset all, Dataset chosen, long seed) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("name", all.name());
    facts.put("sha256", chosen.sha256());
    facts.put(
        "examples",
        chosen.size() == all.size()
            ? "all " + all.size()
            : chosen.size() + " of " + all.size() + ", drawn with seed " + seed);
    return facts;
  }

  private Map<String, String> run() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("command", command);
    Citation suite = evaluation.suite().citation();
    facts.put("suite", suite == null ? "none" : suite + ", SHA-256 " + suite.sha256());
    plugins.hashes().forEach((jar, hash) -> facts.put("plugin " + jar, "SHA-256 " + hash));
    facts.put(
        "attacks",
        String.join(", ", evaluation.suite().attacks().stream().map(SuiteAttack::name).toList()));
    Epsilon epsilon = evaluation.threat().epsilon();
    facts.put("norm", evaluation.threat().norm().toString());
    facts.put("epsilon", epsilon == null ? "none, the smallest change" : epsilon.text());
    if (evaluation.targets() != null) {
      facts.put("targets", evaluation.targets().toString());
    }
    if (evaluation.threat().votes() > 1) {
      facts.put("votes", String.valueOf(evaluation.threat().votes()));
    }
    facts.putAll(conduct(evaluation.protocol()));
    return facts;
  }

  private static Map<String, String> conduct(Protocol protocol) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "mode",
        protocol.individual() ? "every attack on every example" : "each attack on what stands");
    if (protocol.limited()) {
      facts.put("queries", "at most " + protocol.queries() + " per attack and example");
    }
    Duration limit = protocol.timeLimit();
    if (limit != null) {
      facts.put("time limit", limit.toMillis() / 1e3 + " s");
    }
    if (protocol.stateful()) {
      facts.put("near-duplicate queries", "counted");
    }
    facts.put("seed", String.valueOf(protocol.seed()));
    facts.put("batch", String.valueOf(protocol.batch()));
    return facts;
  }

  static Map<String, String> surroundings(Machine machine, Backend backend) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("gauntlet", Gauntlet.version());
    facts.put("nd4j", backend.version() + " " + backend.name() + ", BLAS " + backend.blas());
    facts.put("native build", backend.build());
    facts.put("threads", String.valueOf(backend.threads()));
    facts.put("java", machine.jvm());
    facts.put("system", machine.os());
    facts.put("processor", machine.processor() + ", " + machine.cores() + " cores");
    return facts;
  }
}
