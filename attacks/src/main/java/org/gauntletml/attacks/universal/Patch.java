package org.gauntletml.attacks.universal;

import java.util.Arrays;
import org.gauntletml.attacks.spatial.Warp;

/** A round sticker: of a square {@code [C, size, size]} of pixels only the inscribed disk shows. */
final class Patch {
  private final int channels;
  private final int size;
  private final double[] pixels;
  private final double[] disk;

  Patch(int channels, int size, double[] pixels) {
    this.channels = channels;
    this.size = size;
    this.pixels = pixels.clone();
    disk = new double[size * size];
    double middle = (size - 1) / 2.0;
    for (int i = 0; i < disk.length; i++) {
      int across = i % size;
      int down = i / size;
      disk[i] = Math.hypot(across - middle, down - middle) <= size / 2.0 ? 1 : 0;
    }
  }

  /** A patch of one colour. */
  static Patch plain(int channels, int size, double value) {
    double[] pixels = new double[channels * size * size];
    Arrays.fill(pixels, value);
    return new Patch(channels, size, pixels);
  }

  /** A copy of the pixels. */
  double[] pixels() {
    return pixels.clone();
  }

  /** Lays the patch over an image {@code [C, ...]}, in place. */
  void cover(double[] image, Warp warp) {
    int plane = image.length / channels;
    double[] covered = new double[plane];
    warp.apply(disk, 0, covered, 0);
    double[] shown = new double[pixels.length];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = pixels[i] * disk[i % disk.length];
    }
    double[] seen = new double[plane];
    for (int c = 0; c < channels; c++) {
      warp.apply(shown, c * disk.length, seen, 0);
      for (int i = 0; i < plane; i++) {
        image[c * plane + i] = (1 - covered[i]) * image[c * plane + i] + seen[i];
      }
    }
  }

  /** Adds to {@code gradient} what the gradient of a covered image means for the pixels here. */
  void pullBack(double[] imageGradient, Warp warp, double[] gradient) {
    int plane = imageGradient.length / channels;
    double[] pulled = new double[pixels.length];
    for (int c = 0; c < channels; c++) {
      warp.pullBack(imageGradient, c * plane, pulled, c * disk.length);
    }
    for (int i = 0; i < pulled.length; i++) {
      gradient[i] += pulled[i] * disk[i % disk.length];
    }
  }

  /** The patch moved along {@code direction}, within bounds. */
  Patch moved(double[] direction, double rate, double lower, double upper) {
    double[] moved = new double[pixels.length];
    Arrays.setAll(moved, i -> Math.max(lower, Math.min(upper, pixels[i] + rate * direction[i])));
    return new Patch(channels, size, moved);
  }
}
