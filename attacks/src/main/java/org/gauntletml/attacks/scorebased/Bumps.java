package org.gauntletml.attacks.scorebased;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;

/**
 * L2 and L1: mass moves from one window to another, where it makes a bump with a dent beside it.
 *
 * @param norm L2 or L1
 * @param epsilon norm of every perturbation
 */
record Bumps(Planes planes, Norm norm, double epsilon) implements Windows {
  /** Tiles of the first perturbation along the shorter side. */
  private static final int TILES = 5;

  private static final int SMALLEST = 3;

  /** A grid of bumps. */
  @Override
  public void start(float[] delta, RandomGenerator random) {
    Arrays.fill(delta, 0);
    int tile = Math.max(1, Math.min(planes.height(), planes.width()) / TILES);
    int down = planes.height() / tile;
    int across = planes.width() / tile;
    double[] bump = bump(tile, tile, random);
    for (int i = 0; i < down * across; i++) {
      int top = (planes.height() - down * tile) / 2 + i / across * tile;
      int left = (planes.width() - across * tile) / 2 + i % across * tile;
      for (int channel = 0; channel < planes.channels(); channel++) {
        int sign = random.nextBoolean() ? 1 : -1;
        for (int j = 0; j < bump.length; j++) {
          delta[planes.at(channel, top + j / tile, left + j % tile)] = (float) (sign * bump[j]);
        }
      }
    }
    stretch(delta);
  }

  @Override
  public void move(float[] delta, double share, RandomGenerator random) {
    int side = Math.max(SMALLEST, (int) Math.round(Math.sqrt(share * planes.area())));
    side += side % 2 == 0 ? 1 : 0;
    Planes.Window to = planes.place(side, side, random);
    Planes.Window from = planes.place(side, side, random);
    double[] bump = bump(to.height(), to.width(), random);
    double free = Math.max(0, power(epsilon) - mass(delta)) / planes.channels();
    for (int channel = 0; channel < planes.channels(); channel++) {
      int sign = random.nextBoolean() ? 1 : -1;
      double[] window = read(delta, channel, to);
      double size = mass(window);
      double budget = free + size + mass(clear(delta, channel, from, to));
      double scale = 1 / (1e-12 + root(size));
      for (int i = 0; i < window.length; i++) {
        window[i] = sign * bump[i] + window[i] * scale;
      }
      write(delta, channel, to, window, root(budget) / (1e-12 + root(mass(window))));
    }
    stretch(delta);
  }

  /** A bump and a dent side by side, of norm 1, in either direction; {@code [height * width]}. */
  private double[] bump(int height, int width, RandomGenerator random) {
    boolean turned = height == width ? random.nextBoolean() : width > height;
    int rows = turned ? width : height;
    int columns = turned ? height : width;
    double[] both = new double[rows * columns];
    int half = rows / 2;
    hill(both, 0, half, columns, 1);
    hill(both, half, rows - half, columns, -1);
    double size = root(mass(both));
    double[] bump = new double[both.length];
    for (int i = 0; i < both.length; i++) {
      int place = turned ? i % columns * rows + i / columns : i;
      bump[place] = both[i] / size;
    }
    return bump;
  }

  /** Adds rectangles around the middle, each of the inverse square of its rank, of norm 1. */
  private void hill(double[] out, int top, int rows, int columns, int sign) {
    double[] hill = new double[rows * columns];
    for (int rank = 0; rank <= Math.max(rows, columns) / 2; rank++) {
      int up = rows / 2 - rank;
      int left = columns / 2 - rank;
      for (int row = Math.max(up, 0); row < Math.min(up + 2 * rank + 1, rows); row++) {
        for (int c = Math.max(left, 0); c < Math.min(left + 2 * rank + 1, columns); c++) {
          hill[row * columns + c] += 1.0 / ((rank + 1) * (rank + 1));
        }
      }
    }
    double size = root(mass(hill));
    for (int i = 0; i < hill.length; i++) {
      out[top * columns + i] = sign * hill[i] / size;
    }
  }

  private double[] read(float[] delta, int channel, Planes.Window w) {
    double[] values = new double[w.height() * w.width()];
    for (int i = 0; i < values.length; i++) {
      values[i] = delta[place(channel, w, i)];
    }
    return values;
  }

  private void write(float[] delta, int channel, Planes.Window w, double[] values, double scale) {
    for (int i = 0; i < values.length; i++) {
      delta[place(channel, w, i)] = (float) (values[i] * scale);
    }
  }

  /** Zeroes a window and returns what it held outside {@code kept}. */
  private double[] clear(float[] delta, int channel, Planes.Window w, Planes.Window kept) {
    double[] values = new double[w.height() * w.width()];
    for (int i = 0; i < values.length; i++) {
      int row = w.top() + i / w.width() - kept.top();
      int column = w.left() + i % w.width() - kept.left();
      boolean inside = row >= 0 && row < kept.height() && column >= 0 && column < kept.width();
      int place = place(channel, w, i);
      values[i] = inside ? 0 : delta[place];
      delta[place] = 0;
    }
    return values;
  }

  private int place(int channel, Planes.Window w, int i) {
    return planes.at(channel, w.top() + i / w.width(), w.left() + i % w.width());
  }

  private void stretch(float[] delta) {
    double size = root(mass(delta));
    for (int i = 0; i < delta.length && size > 0; i++) {
      delta[i] = (float) (delta[i] * epsilon / size);
    }
  }

  private double mass(float[] values) {
    double mass = 0;
    for (float value : values) {
      mass += power(value);
    }
    return mass;
  }

  private double mass(double[] values) {
    double mass = 0;
    for (double value : values) {
      mass += power(value);
    }
    return mass;
  }

  private double power(double value) {
    return norm == Norm.L2 ? value * value : Math.abs(value);
  }

  private double root(double mass) {
    return norm == Norm.L2 ? Math.sqrt(mass) : mass;
  }
}
