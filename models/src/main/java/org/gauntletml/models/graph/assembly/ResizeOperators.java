package org.gauntletml.models.graph.assembly;

import java.util.Locale;
import java.util.Set;
import org.gauntletml.models.graph.Interpolation;
import org.gauntletml.models.graph.Interpolation.Coordinates;
import org.gauntletml.models.graph.Interpolation.Rounding;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;

/** Resize and its predecessor Upsample: nearest neighbour and linear. */
final class ResizeOperators {
  private ResizeOperators() {}

  static void register(Vocabulary v) {
    v.add(
        "Resize",
        Set.of(
            "antialias",
            "axes",
            "coordinate_transformation_mode",
            "cubic_coeff_a",
            "exclude_outside",
            "extrapolation_value",
            "keep_aspect_ratio_policy",
            "mode",
            "nearest_mode"),
        ResizeOperators::resize);
    v.add(
        "Upsample",
        Set.of("mode", "scales"),
        c -> resample(c, 1, -1, c.text("mode", "nearest"), Coordinates.ASYMMETRIC, Rounding.FLOOR));
  }

  private static Node resize(Call c) {
    if (c.dialect().operatorSet() < 11) {
      return resample(c, 1, -1, c.text("mode", "nearest"), Coordinates.ASYMMETRIC, Rounding.FLOOR);
    }
    if (c.integer("antialias", 0) != 0 || c.hasAttribute("axes")) {
      throw c.refuse("no antialias and no axes", "one of them");
    }
    boolean scaled = c.has(2) && c.constant(2).length() > 0;
    return resample(
        c,
        scaled ? 2 : -1,
        scaled ? -1 : 3,
        c.text("mode", "nearest"),
        choice(c, Coordinates.class, "coordinate_transformation_mode", "half_pixel"),
        choice(c, Rounding.class, "nearest_mode", "round_prefer_floor"));
  }

  private static <E extends Enum<E>> E choice(
      Call c, Class<E> type, String attribute, String missing) {
    String text = c.text(attribute, missing);
    for (E choice : type.getEnumConstants()) {
      if (choice.name().toLowerCase(Locale.ROOT).equals(text)) {
        return choice;
      }
    }
    throw c.refuse(attribute + " to be one the graph knows", text);
  }

  private static Node resample(
      Call c, int scales, int sizes, String mode, Coordinates coordinates, Rounding rounding) {
    Node x = c.in(0);
    Shape wanted = scales < 0 ? c.shape(sizes, (own, dims) -> dims) : c.shape();
    double[] factors = scales < 0 ? new double[0] : scales(c, scales);
    for (int i = 0; i < c.shape().rank(); i++) {
      long size = c.shape().dim(i);
      double scale = scales < 0 ? (double) wanted.dim(i) / size : factors[i];
      long outputs = scales < 0 ? wanted.dim(i) : (long) Math.floor(size * scale);
      if (size == outputs && scale == 1) {
        continue;
      }
      if (size < 0) {
        throw c.refuse("a batch that keeps its size", "scale " + scale + " along the batch");
      }
      x =
          switch (mode) {
            case "nearest" ->
                Interpolation.nearest(c.b, x, i, outputs, scale, coordinates, rounding);
            case "linear" -> Interpolation.linear(c.b, x, i, outputs, scale, coordinates);
            default -> throw c.refuse("mode nearest or linear", mode);
          };
    }
    return x;
  }

  private static double[] scales(Call c, int input) {
    return c.has(input) ? c.reals(input) : c.realList("scales");
  }
}
