package org.gauntletml.attacks.scorebased;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.gauntletml.attacks.Planes;

/**
 * A greedy search over the signs of blocks (Moon et al. 2019, arXiv 1905.06635, algorithms 1 to 3).
 * Blocks are taken some at a time, in random order; of these the negative ones are candidates to be
 * raised, then the positive ones to be lowered again. The candidate of the highest gain is flipped
 * as long as its gain is positive. It is lazy, as what the other candidates would gain is not asked
 * again before they come first. When all blocks are done, their sides are halved.
 */
final class LazyGreedy {
  private record Block(int channel, int row, int column) {}

  /** A block with the gain that flipping it had after so many flips. */
  private record Candidate(int block, double gain, int flips) {}

  private final Planes planes;
  private final int together;
  private final RandomGenerator random;
  private final float[] signs;
  private final List<Block> blocks = new ArrayList<>();
  private final Deque<Integer> unasked = new ArrayDeque<>();
  private final PriorityQueue<Candidate> candidates =
      new PriorityQueue<>(
          Comparator.comparingDouble((Candidate c) -> -c.gain())
              .thenComparingInt(Candidate::block));
  private boolean started;
  private int side;
  private int from;
  private boolean raising = true;
  private int asked;
  private int flips;
  private double loss;

  /**
   * @param across blocks along the longer side at first
   * @param together blocks that are compared with each other at a time
   */
  LazyGreedy(Planes planes, int across, int together, RandomGenerator random) {
    this.planes = planes;
    this.together = together;
    this.random = random;
    signs = new float[planes.channels() * planes.area()];
    Arrays.fill(signs, -1);
    side = Math.max(1, (Math.max(planes.height(), planes.width()) + across - 1) / across);
    divide();
    gather();
  }

  /** The signs to ask about next; at first all are negative. */
  float[] next() {
    if (!started) {
      return signs.clone();
    }
    asked = candidate();
    float[] next = signs.clone();
    flip(asked, next);
    return next;
  }

  /** Hears the loss of the signs asked about last. */
  void hear(double heard) {
    if (started) {
      candidates.add(new Candidate(asked, heard - loss, flips));
    } else {
      loss = heard;
      started = true;
    }
  }

  /** Flips what is known to be best, then names the block whose gain has to be asked. */
  private int candidate() {
    while (unasked.isEmpty()) {
      Candidate best = candidates.poll();
      if (best == null || best.gain() <= 0) {
        turn();
      } else if (best.flips() == flips) {
        flip(best.block(), signs);
        loss += best.gain();
        flips++;
      } else {
        return best.block();
      }
    }
    return unasked.remove();
  }

  /** From raising to lowering, or to the next blocks, or to smaller ones. */
  private void turn() {
    raising = !raising;
    if (raising) {
      from += together;
      if (from >= blocks.size()) {
        side = (side + 1) / 2;
        divide();
      }
    }
    gather();
  }

  private void divide() {
    from = 0;
    blocks.clear();
    for (int channel = 0; channel < planes.channels(); channel++) {
      for (int row = 0; row < planes.height(); row += side) {
        for (int column = 0; column < planes.width(); column += side) {
          blocks.add(random.nextInt(blocks.size() + 1), new Block(channel, row, column));
        }
      }
    }
  }

  private void gather() {
    candidates.clear();
    for (int i = from; i < Math.min(from + together, blocks.size()); i++) {
      Block block = blocks.get(i);
      boolean negative = signs[planes.at(block.channel(), block.row(), block.column())] < 0;
      if (negative == raising) {
        unasked.add(i);
      }
    }
  }

  private void flip(int number, float[] flipped) {
    Block block = blocks.get(number);
    for (int row = block.row(); row < Math.min(block.row() + side, planes.height()); row++) {
      for (int c = block.column(); c < Math.min(block.column() + side, planes.width()); c++) {
        flipped[planes.at(block.channel(), row, c)] *= -1;
      }
    }
  }
}
