package org.gauntletml.attacks.scorebased;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.gauntletml.attacks.Planes;

/**
 * Linf: every channel of a window takes one of the two extremes.
 *
 * @param epsilon the extreme
 */
record Colours(Planes planes, double epsilon) implements Windows {
  /** Vertical stripes. */
  @Override
  public void start(float[] delta, RandomGenerator random) {
    for (int channel = 0; channel < planes.channels(); channel++) {
      for (int column = 0; column < planes.width(); column++) {
        fill(delta, channel, new Planes.Window(0, column, planes.height(), 1), random);
      }
    }
  }

  @Override
  public void move(float[] delta, double share, RandomGenerator random) {
    int rows = Math.min(side(share), planes.height());
    int columns =
        rows < planes.height() || planes.height() == planes.width()
            ? rows
            : Math.max(1, (int) Math.round(share * planes.area() / rows));
    Planes.Window window = planes.place(rows, columns, random);
    for (int channel = 0; channel < planes.channels(); channel++) {
      fill(delta, channel, window, random);
    }
  }

  /** Side of a square of this share of the pixels, at least 1. */
  int side(double share) {
    return Math.max(1, (int) Math.round(Math.sqrt(share * planes.area())));
  }

  private void fill(float[] delta, int channel, Planes.Window window, RandomGenerator random) {
    float value = (float) (random.nextBoolean() ? epsilon : -epsilon);
    for (int row = window.top(); row < window.top() + window.height(); row++) {
      int from = planes.at(channel, row, window.left());
      Arrays.fill(delta, from, from + window.width(), value);
    }
  }
}
