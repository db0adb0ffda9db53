package org.gauntletml.harness.report;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.harness.evaluation.AttackRecord;
import org.gauntletml.harness.evaluation.Citation;
import org.gauntletml.harness.evaluation.CurvePoint;
import org.gauntletml.harness.evaluation.Protocol;
import org.gauntletml.harness.evaluation.Provenance;
import org.gauntletml.harness.evaluation.QueryCurve;
import org.gauntletml.harness.evaluation.Rate;
import org.gauntletml.harness.evaluation.RunRecord;
import org.gauntletml.harness.evaluation.Tally;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code report.json}: the figures of a run for programs, as the resource {@code
 * report.schema.json} beside this class describes them. A figure that does not exist is null.
 *
 * @param schemaVersion rises when a reader of the version before would stumble
 * @param undecided examples in the count of the robust ones that nothing follows for
 * @param budget limits of the run
 * @param attacks in the order run
 * @param worstCase all attacks taken as one
 * @param curve worst case by epsilon, ascending, clean accuracy first
 */
record JsonReport(
    int schemaVersion,
    @Nullable Citation suite,
    Threat threatModel,
    @Nullable String targets,
    Share cleanAccuracy,
    Share robustAccuracy,
    int undecided,
    Budget budget,
    List<Attack> attacks,
    Sums worstCase,
    List<Point> curve,
    List<String> notes,
    List<String> violations,
    List<String> classNames,
    Origin provenance) {
  static final int SCHEMA_VERSION = 2;
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  static JsonReport of(RunRecord run) {
    return new JsonReport(
        SCHEMA_VERSION,
        run.suite(),
        Threat.of(run.threat()),
        run.targets() == null ? null : run.targets().toString(),
        Share.of(run.cleanAccuracy()),
        Share.of(run.robustAccuracy()),
        run.undecided().size(),
        Budget.of(run.protocol()),
        run.attacks().stream().map(attack -> Attack.of(attack, run.checkpoints())).toList(),
        Sums.of(run.worstCase()),
        run.curve().stream().map(Point::of).toList(),
        run.notes(),
        run.violations(),
        run.classNames(),
        Origin.of(run.provenance()));
  }

  /** Writes it as UTF-8 and closes {@code out}. */
  void write(OutputStream out) {
    MAPPER.writeValue(out, this);
  }

  record Threat(String norm, @Nullable Size epsilon, int votes) {
    static Threat of(ThreatModel threat) {
      return new Threat(threat.norm().toString(), Size.of(threat.epsilon()), threat.votes());
    }
  }

  record Size(String text, double value) {
    static @Nullable Size of(@Nullable Epsilon epsilon) {
      return epsilon == null ? null : new Size(epsilon.text(), epsilon.value());
    }
  }

  record Share(int count, int total, @Nullable Double value, double low, double high) {
    static Share of(Rate rate) {
      return new Share(rate.count(), rate.total(), finite(rate.value()), rate.low(), rate.high());
    }
  }

  record Sums(
      Share successRate,
      @Nullable Double medianDistance,
      @Nullable Double meanQueries,
      @Nullable Double meanGradientQueries) {
    static Sums of(Tally tally) {
      return new Sums(
          Share.of(tally.successRate()),
          finite(tally.medianDistance()),
          finite(tally.meanQueries()),
          finite(tally.meanGradientQueries()));
    }
  }

  record Budget(@Nullable Long queries, @Nullable Double seconds) {
    static Budget of(Protocol protocol) {
      Duration limit = protocol.timeLimit();
      return new Budget(
          protocol.limited() ? protocol.queries() : null,
          limit == null ? null : limit.toMillis() / 1e3);
    }
  }

  record Attack(
      String name,
      String norm,
      String access,
      Map<String, String> settings,
      Share robustAccuracy,
      Sums result,
      int notFinished,
      @Nullable JsonQueries queries,
      @Nullable Double seconds) {
    static Attack of(AttackRecord attack, List<Long> checkpoints) {
      return new Attack(
          attack.name(),
          attack.norm().toString(),
          attack.access(),
          attack.settings(),
          Share.of(attack.robust()),
          Sums.of(attack.tally()),
          attack.notFinished(),
          attack.asksOnly() ? JsonQueries.of(QueryCurve.of(attack, checkpoints)) : null,
          finite(attack.seconds()));
    }
  }

  record Point(double epsilon, Share robustAccuracy) {
    static Point of(CurvePoint point) {
      return new Point(point.epsilon(), Share.of(point.robust()));
    }
  }

  record Origin(
      Map<String, String> model,
      Map<String, String> data,
      Map<String, String> run,
      Map<String, String> machine) {
    static Origin of(Provenance provenance) {
      return new Origin(
          provenance.model(), provenance.data(), provenance.run(), provenance.machine());
    }
  }

  static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
