package org.gauntletml.harness.report;

import java.util.List;
import org.gauntletml.harness.evaluation.Rate;
import org.gauntletml.harness.evaluation.RunRecord;

/**
 * What the run found, before anything else.
 *
 * @param finding in one or two sentences
 * @param caution how far the figure can be trusted
 */
record Headline(List<Figure> figures, String finding, String caution) {
  /**
   * One large number.
   *
   * @param kind style of the number
   * @param unit behind it, or nothing
   * @param detail below it
   */
  record Figure(String kind, String name, String value, String unit, String detail) {
    Figure atMost() {
      return new Figure(kind, name, "\u2264\u2009" + value, unit, detail);
    }
  }

  static Headline of(RunRecord run) {
    return run.threat().epsilon() == null ? smallest(run) : within(run);
  }

  private static Headline within(RunRecord run) {
    Rate clean = run.cleanAccuracy();
    Rate robust = run.robustAccuracy();
    return new Headline(
        List.of(
            share("clean", "Clean accuracy", clean),
            undecided(run).isEmpty()
                ? share("robust", "Robust accuracy", robust)
                : share("robust", "Robust accuracy", robust).atMost()),
        recognised(clean)
            + " Against an adversary who may "
            + ThreatWords.sentence(run.threat())
            + aim(run)
            + ", "
            + (robust.count() == 0 ? "none" : Figures.grouped(robust.count()))
            + (robust.count() == 1 ? " is" : " are")
            + " left.",
        "The robust accuracy is an upper bound: the attacks run here found no way to break these"
            + " examples, a stronger attack may. It can only fall."
            + undecided(run));
  }

  private static Headline smallest(RunRecord run) {
    double median = run.worstCase().medianDistance();
    Rate broken = run.worstCase().successRate();
    String norm = run.threat().norm().toString();
    return new Headline(
        List.of(
            share("clean", "Clean accuracy", run.cleanAccuracy()),
            new Figure(
                "robust",
                "Median smallest change",
                Figures.number(median),
                norm,
                "of the " + Figures.grouped(broken.count()) + " examples broken")),
        recognised(run.cleanAccuracy())
            + " The attacks looked for the smallest change to "
            + ThreatWords.goal(run.targets())
            + ", and found one for "
            + Figures.grouped(broken.count())
            + " of them.",
        "The sizes are upper bounds: a stronger attack may find a smaller change."
            + undecided(run));
  }

  private static String aim(RunRecord run) {
    return run.targets() == null ? "" : " to " + ThreatWords.goal(run.targets());
  }

  /** What keeps examples from being called robust, or nothing. */
  static String undecided(RunRecord run) {
    int open = run.undecided().size();
    return open == 0
        ? ""
        : " Nothing is known of "
            + (open == 1 ? "1 example" : Figures.grouped(open) + " examples")
            + " that no attack broke: the run ended before every attack was done, or there was no"
            + " adversarial point to start from. That is no evidence of robustness.";
  }

  private static String recognised(Rate clean) {
    return "The model recognises %s of %s unchanged examples."
        .formatted(Figures.grouped(clean.count()), Figures.grouped(clean.total()));
  }

  private static Figure share(String kind, String name, Rate rate) {
    return new Figure(
        kind,
        name,
        Figures.percent(rate),
        rate.total() == 0 ? "" : "%",
        "95% interval " + Figures.range(rate));
  }
}
