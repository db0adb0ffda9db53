package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.option;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.cli.Options;
import org.gauntletml.models.BadInput;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.CycleSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * How steps follow from gradients, as the command line says.
 *
 * @param l2 penalty of the weights, 0 for none
 */
record Learning(Rule rule, double rate, Shape shape, double l2) {
  private static final double MOMENTUM = 0.9;

  /** Adds the options it is read from. */
  static Options declare(Options options) {
    return options
        .addOption(option("updater", "NAME", "adam, or sgd with a momentum of 0.9; default adam"))
        .addOption(option("lr", "R", "learning rate; default 0.001 for adam, 0.01 for sgd"))
        .addOption(
            option(
                "schedule",
                "NAME",
                "constant, step (a tenth after half and after three quarters of the training) or"
                    + " cyclic (from a hundredth up to it and down again); default constant"))
        .addOption(option("weight-decay", "W", "L2 penalty of the weights, such as 5e-4"));
  }

  static Learning read(Arguments arguments) {
    Rule rule = choice(arguments, "updater", Rule.ADAM);
    return new Learning(
        rule,
        arguments.positive("lr").orElse(rule.rate),
        choice(arguments, "schedule", Shape.CONSTANT),
        arguments.positive("weight-decay").orElse(0.0));
  }

  private static <E extends Enum<E>> E choice(Arguments arguments, String option, E otherwise) {
    Optional<String> text = arguments.text(option);
    E[] all = otherwise.getDeclaringClass().getEnumConstants();
    return text.isEmpty()
        ? otherwise
        : Stream.of(all)
            .filter(known -> known.toString().equals(text.get()))
            .findFirst()
            .orElseThrow(
                () ->
                    BadInput.of(
                        "--" + option,
                        String.join(" or ", Stream.of(all).map(E::toString).toList()),
                        '"' + text.get() + '"'));
  }

  /** The updater of a network that has none yet. */
  IUpdater updater(int updates) {
    return rule == Rule.ADAM
        ? new Adam(schedule(updates))
        : new Nesterovs(schedule(updates), MOMENTUM);
  }

  /**
   * @param updates of the whole training
   */
  ISchedule schedule(int updates) {
    return shape.over(updates, rate);
  }

  /** What a step follows. */
  enum Rule {
    ADAM(1e-3),
    SGD(1e-2);

    private final double rate;

    Rule(double rate) {
      this.rate = rate;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How the learning rate goes. */
  enum Shape {
    CONSTANT {
      @Override
      ISchedule over(int updates, double rate) {
        return new FixedSchedule(rate);
      }
    },
    STEP {
      @Override
      ISchedule over(int updates, double rate) {
        Map<Integer, Double> values = new TreeMap<>(Map.of(0, rate));
        values.putIfAbsent((updates + 1) / 2, rate / 10);
        values.putIfAbsent((3 * updates + 3) / 4, rate / 100);
        return new MapSchedule(ScheduleType.ITERATION, values);
      }
    },
    CYCLIC {
      @Override
      ISchedule over(int updates, double rate) {
        return new CycleSchedule(
            ScheduleType.ITERATION, rate / 100, rate, Math.max(2, updates), 0, 1);
      }
    };

    abstract ISchedule over(int updates, double rate);

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
