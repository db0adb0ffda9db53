package org.gauntletml.attacks.scorebased;

import java.util.random.RandomGenerator;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.ScoreBasedAttack;
import org.gauntletml.attacks.ScoreTarget;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LogitLoss;

/**
 * One-pixel attack (Su et al. 2019, arXiv 1710.08864): differential evolution over as many pixels
 * as epsilon allows, each of which is a place and a value per channel. A child {@code a + (b - c) /
 * 2} of three random candidates takes its parent's place if its loss is higher. Where epsilon
 * allows less than one pixel of all channels, single features take the place of pixels. Deviation:
 * what leaves the image or the box comes back to its edge.
 *
 * @param loss to ascend
 * @param population candidates, 4 or more
 * @param generations of children
 */
public record OnePixel(LogitLoss loss, int population, int generations)
    implements ScoreBasedAttack {
  private static final double WEIGHT = 0.5;

  public OnePixel {
    if (population < 4 || generations < 0) {
      throw BadInput.of(
          "one-pixel attack",
          "4 or more candidates and 0 or more generations",
          population + " and " + generations);
    }
  }

  /** The authors' 400 candidates and 100 generations. */
  public static OnePixel standard() {
    return new OnePixel(new CrossEntropy(), 400, 100);
  }

  @Override
  public Norm norm() {
    return Norm.L0;
  }

  /** The first candidates. */
  @Override
  public long leastQueries(InputSpec input) {
    return population;
  }

  @Override
  public void run(ScoreTarget target, RandomStreams random) {
    checkBudget(target);
    int[] rows = target.active();
    Pixels pixels = Pixels.of(target.input(), target.threat().bound());
    if (rows.length == 0 || pixels.count() == 0) {
      return;
    }
    float[][] originals = new float[rows[rows.length - 1] + 1][];
    double[][][] candidates = new double[originals.length][population][];
    double[][] losses = new double[originals.length][];
    float[][] inputs = Rows.floats(target.originals(rows));
    for (int n = 0; n < rows.length; n++) {
      originals[rows[n]] = inputs[n];
      for (int k = 0; k < population; k++) {
        candidates[rows[n]][k] = pixels.draw(random.of(rows[n]));
      }
    }
    Probes probes = new Probes(target, loss, false);
    for (int generation = 0; generation <= generations && rows.length > 0; generation++) {
      int[] asked = rows;
      double[][][] children = new double[asked.length][][];
      for (int n = 0; n < asked.length; n++) {
        double[][] parents = candidates[asked[n]];
        children[n] = generation == 0 ? parents : pixels.children(parents, random.of(asked[n]));
      }
      double[][] found =
          probes.losses(
              asked,
              population,
              (place, number, point) ->
                  pixels.paint(originals[asked[place]], children[place][number], point));
      for (int n = 0; n < asked.length; n++) {
        int row = asked[n];
        losses[row] = generation == 0 ? found[n] : losses[row];
        for (int k = 0; k < population; k++) {
          if (found[n][k] > losses[row][k]) {
            losses[row][k] = found[n][k];
            candidates[row][k] = children[n][k];
          }
        }
      }
      rows = target.standing(asked).rows();
    }
  }

  /**
   * Candidates: row, column and a value per channel, for each of some pixels.
   *
   * @param count of pixels
   */
  private record Pixels(Planes planes, InputSpec box, int count) {
    static Pixels of(InputSpec box, double features) {
      Planes image = Planes.of(box);
      Planes planes =
          features >= image.channels() ? image : new Planes(1, 1, image.channels() * image.area());
      return new Pixels(planes, box, (int) Math.min(features / planes.channels(), planes.area()));
    }

    private int genes() {
      return 2 + planes.channels();
    }

    /** Places are uniform, values normal around the middle of the box. */
    double[] draw(RandomGenerator random) {
      double[] candidate = new double[count * genes()];
      double half = (box.upper() - box.lower()) / 2;
      for (int i = 0; i < candidate.length; i++) {
        candidate[i] =
            switch (i % genes()) {
              case 0 -> random.nextDouble(planes.height());
              case 1 -> random.nextDouble(planes.width());
              default -> bounded(i, box.lower() + half + half * random.nextGaussian());
            };
      }
      return candidate;
    }

    double[][] children(double[][] parents, RandomGenerator random) {
      double[][] children = new double[parents.length][];
      for (int k = 0; k < children.length; k++) {
        int a = other(parents.length, random, k, k, k);
        int b = other(parents.length, random, k, a, a);
        int c = other(parents.length, random, k, a, b);
        children[k] = new double[parents[k].length];
        for (int i = 0; i < children[k].length; i++) {
          children[k][i] = bounded(i, parents[a][i] + WEIGHT * (parents[b][i] - parents[c][i]));
        }
      }
      return children;
    }

    private static int other(int count, RandomGenerator random, int k, int a, int b) {
      int drawn = random.nextInt(count);
      while (drawn == k || drawn == a || drawn == b) {
        drawn = random.nextInt(count);
      }
      return drawn;
    }

    private double bounded(int gene, double value) {
      return switch (gene % genes()) {
        case 0 -> Math.max(0, Math.min(Math.nextDown((double) planes.height()), value));
        case 1 -> Math.max(0, Math.min(Math.nextDown((double) planes.width()), value));
        default -> Math.max(box.lower(), Math.min(box.upper(), value));
      };
    }

    void paint(float[] original, double[] candidate, float[] point) {
      System.arraycopy(original, 0, point, 0, point.length);
      for (int from = 0; from < candidate.length; from += genes()) {
        int row = (int) candidate[from];
        int column = (int) candidate[from + 1];
        for (int channel = 0; channel < planes.channels(); channel++) {
          point[planes.at(channel, row, column)] = (float) candidate[from + 2 + channel];
        }
      }
    }
  }
}
