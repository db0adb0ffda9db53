package org.gauntletml.harness.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.gauntletml.models.InputSpec;

/**
 * Draws examples and perturbations as PNG data URIs, enlarged by whole factors without smoothing.
 *
 * @param channels 1 or 3
 */
record Picture(int channels, int height, int width, double lower, double upper) {
  /** Pixels that an enlarged picture has at least along its longer side. */
  private static final int SIDE = 112;

  /** An image has this many pixels along its shorter side; anything less is a table. */
  private static final int SMALLEST = 4;

  private static final int[] LESS = {0x1d, 0x5f, 0xc4};
  private static final int[] MORE = {0xd9, 0x5f, 0x02};
  private static final int[] SAME = {0xf4, 0xf4, 0xf2};

  /** Whether inputs of this shape can be looked at. */
  static boolean fits(InputSpec spec) {
    return spec.shape().size() == 3
        && (spec.shape().get(0) == 1 || spec.shape().get(0) == 3)
        && Math.min(spec.shape().get(1), spec.shape().get(2)) >= SMALLEST;
  }

  static Picture of(InputSpec spec) {
    return new Picture(
        Math.toIntExact(spec.shape().get(0)),
        Math.toIntExact(spec.shape().get(1)),
        Math.toIntExact(spec.shape().get(2)),
        spec.lower(),
        spec.upper());
  }

  /** Pixels of one picture. */
  int area() {
    return height * width;
  }

  /** The example itself: lower bound black, upper bound white. */
  String image(float[] x) {
    return png(
        (pixel, channel) ->
            level((x[(channels == 1 ? 0 : channel) * area() + pixel] - lower) / (upper - lower)));
  }

  /**
   * A change, so that {@code full} is shown at full strength. One channel: blue where a value
   * falls, orange where it rises. Three channels: around grey, each in its own colour.
   *
   * @param full positive
   */
  String change(float[] d, double full) {
    return png(
        (pixel, channel) -> {
          double change = d[(channels == 1 ? 0 : channel) * area() + pixel] / full;
          return channels == 3
              ? level((1 + change) / 2)
              : blend(SAME[channel], change < 0 ? LESS[channel] : MORE[channel], Math.abs(change));
        });
  }

  private String png(IntBinaryOperator value) {
    int zoom = Math.max(1, (SIDE + Math.max(height, width) - 1) / Math.max(height, width));
    BufferedImage image =
        new BufferedImage(width * zoom, height * zoom, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int pixel = y / zoom * width + x / zoom;
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          rgb = rgb << 8 | value.applyAsInt(pixel, channel);
        }
        image.setRGB(x, y, rgb);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IllegalStateException("this Java has no PNG writer");
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static int level(double share) {
    return (int) Math.round(255 * Math.max(0, Math.min(1, share)));
  }

  private static int blend(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * Math.min(1, share));
  }
}
