package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.flag;
import static org.gauntletml.harness.cli.CommandOption.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.apache.commons.cli.Options;
import org.gauntletml.defenses.smoothing.Certificate;
import org.gauntletml.harness.certification.CertificateLog;
import org.gauntletml.harness.certification.Certification;
import org.gauntletml.harness.certification.CertifiedExample;
import org.gauntletml.harness.evaluation.Progress;
import org.gauntletml.harness.report.CertificationFolder;
import org.gauntletml.harness.report.CertificationText;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NoAnswer;

/** {@code gauntlet certify}: guarantees by randomized smoothing. */
record CertifyCommand() implements Command {
  @Override
  public String name() {
    return "certify";
  }

  @Override
  public String summary() {
    return "Certifies predictions under Gaussian noise: what no attack can change";
  }

  @Override
  public Options options() {
    return Smoothed.declare(new Options())
        .addOption(option("n0", "N", "draws that guess the class; default 100"))
        .addOption(option("n", "N", "draws that bound its probability; default 100000"))
        .addOption(
            option("radii", "R,R", "L2 radii to report; default: round ones up to the largest"))
        .addOption(
            option(
                "out",
                "DIR",
                "folder of the report; rows already there are kept, so the same command again goes"
                    + " on where it was stopped; default gauntlet-certificate"))
        .addOption(flag("overwrite", "begin anew where the folder holds rows of another job"));
  }

  /** How many draws guess the class, and how many others bound its probability. */
  private record Draws(int n0, int n) {
    Draws {
      if (n < n0) {
        throw BadInput.of("--n", "as many draws as --n0 (" + n0 + ") or more", n);
      }
    }

    /** Per example. */
    long all() {
      return (long) n0 + n;
    }

    /** Refuses so few that even a unanimous vote certifies nothing. */
    void requireEnough(double largest, double alpha) {
      if (!(largest > 0)) {
        long least = 1 + (long) Math.floor(Math.log(alpha) / Math.log(0.5));
        throw BadInput.of(
            "--n",
            least + " or more draws, without which alpha " + alpha + " certifies nothing",
            n);
      }
    }

    @Override
    public String toString() {
      return n0 + " to guess the class, " + n + " more to bound it";
    }
  }

  @Override
  public ExitStatus run(Arguments arguments, Console console) throws IOException {
    Path out = arguments.path("out").orElse(Path.of("gauntlet-certificate"));
    Draws draws = new Draws(arguments.count("n0", 1, 100), arguments.count("n", 1, 100_000));
    Smoothed smoothed = Smoothed.read(arguments);
    double largest = smoothed.model().largestRadius(draws.n, smoothed.alpha());
    draws.requireEnough(largest, smoothed.alpha());
    List<Double> radii = radii(arguments, largest, draws);
    String job = "gauntlet certify with draws " + draws + ", " + smoothed.inOneLine();
    try (CertificateLog log = CertificateLog.open(out, job, arguments.has("overwrite"))) {
      Optional<NoAnswer> stopped = certify(smoothed, draws, log, console);
      if (!log.done().isEmpty()) {
        Certification result =
            new Certification(
                log.done(),
                smoothed.data().size(),
                radii,
                smoothed.alpha(),
                largest,
                smoothed.data().spec().features(),
                smoothed.provenance("gauntlet " + name() + arguments, draws.toString()));
        CertificationFolder.write(out, result);
        console.out().print(CertificationText.render(result));
        console.out().println("Report: " + out.resolve(CertificationFolder.PAGE));
      }
      if (stopped.isPresent()) {
        throw stopped.get();
      }
    }
    return ExitStatus.SUCCESS;
  }

  private static List<Double> radii(Arguments arguments, double largest, Draws draws) {
    List<Double> asked = arguments.reals("radii").stream().sorted().distinct().toList();
    for (double radius : asked) {
      if (!(radius >= 0 && radius <= largest)) {
        throw BadInput.of(
                "--radii",
                String.format(
                    Locale.ROOT,
                    "radii from 0 to %.4g, the most that %d draws certify",
                    largest,
                    draws.n),
                radius)
            .hint("More draws (--n) or more noise (--sigma) reach further");
      }
    }
    return asked.isEmpty() ? Certification.roundRadii(largest) : asked;
  }

  /** Certifies what the log does not have yet; tells why the model stopped answering, if it did. */
  private static Optional<NoAnswer> certify(
      Smoothed smoothed, Draws draws, CertificateLog log, Console console) throws IOException {
    int from = log.done().size();
    int examples = smoothed.data().size();
    if (from > 0) {
      console.err().println("gauntlet: " + from + " of " + examples + " are certified already");
    }
    if (from == examples) {
      return Optional.empty();
    }
    smoothed.announce("certifying", examples - from, draws.all(), console.err());
    IntFunction<RandomGenerator> noise = smoothed.noise("certify");
    try (Progress.Task task = console.progress().start("certifying", examples - from)) {
      for (int i = from; i < examples; i++) {
        Certificate found =
            smoothed
                .model()
                .certify(smoothed.example(i), draws.n0, draws.n, smoothed.alpha(), noise.apply(i));
        log.add(
            new CertifiedExample(
                i,
                smoothed.data().ids().get(i),
                smoothed.data().labels()[i],
                found.predicted(),
                found.votes(),
                found.lowerBound(),
                found.radius()));
        task.advance(1);
      }
    } catch (NoAnswer why) {
      return Optional.of(why);
    }
    return Optional.empty();
  }
}
