package org.gauntletml.models.graph.assembly;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gauntletml.models.graph.Convolution;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Resampling;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Window;

/** Convolutions and pooling. */
final class WindowOperators {
  private static final Set<String> GEOMETRY =
      Set.of("auto_pad", "dilations", "kernel_shape", "pads", "strides");

  private WindowOperators() {}

  static void register(Vocabulary v) {
    v.add("Conv", with("group"), WindowOperators::conv);
    v.add(
        "ConvTranspose",
        with("group", "output_padding", "output_shape"),
        WindowOperators::convTranspose);
    v.add("MaxPool", with("ceil_mode", "storage_order"), WindowOperators::maxPool);
    v.add("AveragePool", with("ceil_mode", "count_include_pad"), WindowOperators::averagePool);
    v.add("LpPool", with("ceil_mode", "p"), WindowOperators::lpPool);
    v.add("GlobalMaxPool", Set.of(), c -> Resampling.globalMaxPool(c.b, c.in(0)));
    v.add("GlobalAveragePool", Set.of(), c -> Resampling.globalAveragePool(c.b, c.in(0)));
  }

  private static Set<String> with(String... more) {
    Set<String> all = new HashSet<>(GEOMETRY);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  private static Node conv(Call c) {
    Window window = padded(c, window(c, kernelOfWeights(c)));
    return c.b.add(new Convolution.Conv(window, (int) c.integer("group", 1)), c.all());
  }

  private static long[] kernelOfWeights(Call c) {
    Shape weights = c.in(1).shape();
    long[] kernel = c.list("kernel_shape", weights.dims(2, weights.rank()));
    if (kernel.length != weights.rank() - 2) {
      throw c.refuse("kernel_shape of the weights " + weights, Arrays.toString(kernel));
    }
    return kernel;
  }

  private static Node convTranspose(Call c) {
    Window window = window(c, kernelOfWeights(c));
    int rank = window.rank();
    int[] rest = ints(c.list("output_padding", new long[rank]));
    String mode = c.text("auto_pad", "NOTSET");
    if (c.hasAttribute("output_shape") || mode.startsWith("SAME")) {
      int[] pads = new int[2 * rank];
      for (int i = 0; i < rank; i++) {
        long size = c.shape().dim(i + 2);
        long stride = window.strides().get(i);
        long wanted = c.hasAttribute("output_shape") ? c.list("output_shape")[i] : size * stride;
        long total = stride * (size - 1) + rest[i] + window.extent(i) - wanted;
        rest[i] += (int) Math.max(0, -total);
        long half = Math.max(0, total) / 2;
        long other = Math.max(0, total) - half;
        pads[i] = (int) (mode.equals("SAME_UPPER") ? half : other);
        pads[rank + i] = (int) (mode.equals("SAME_UPPER") ? other : half);
      }
      window = window.pads(pads);
    } else {
      window = padded(c, window);
    }
    List<Integer> outputPadding = IntStream.of(rest).boxed().toList();
    int group = (int) c.integer("group", 1);
    return c.b.add(new Convolution.ConvTranspose(window, outputPadding, group), c.all());
  }

  private static Node maxPool(Call c) {
    return c.b.add(new Pooling.MaxPool(ceiled(c, padded(c, window(c, kernel(c))))), c.in(0));
  }

  /**
   * Padding that counts in the mean is put around the value first where the last window reaches
   * further than it, because what lies beyond never counts.
   */
  private static Node averagePool(Call c) {
    boolean counted = c.integer("count_include_pad", 0) != 0;
    Window window = padded(c, window(c, kernel(c)));
    if (c.integer("ceil_mode", 0) == 0) {
      return c.b.add(new Pooling.AveragePool(window, counted), c.in(0));
    }
    Node x = c.in(0);
    Window outer = window;
    if (counted) {
      Window ceiled = window.ceiling(x.shape());
      int[] beyond = new int[2 * window.rank()];
      for (int i = 0; i < window.rank(); i++) {
        x = c.b.pad(x, i + 2, window.begin().get(i), window.end().get(i));
        beyond[window.rank() + i] = Math.max(0, ceiled.end().get(i) - window.end().get(i));
      }
      return c.b.add(new Pooling.AveragePool(window.pads(beyond), false), x);
    }
    return c.b.add(new Pooling.AveragePool(outer.ceiling(x.shape()), false), x);
  }

  private static Node lpPool(Call c) {
    Window window = ceiled(c, padded(c, window(c, kernel(c))));
    return Resampling.lpPool(c.b, c.in(0), window, c.real("p", 2));
  }

  private static Window ceiled(Call c, Window window) {
    return c.integer("ceil_mode", 0) == 0 ? window : window.ceiling(c.shape());
  }

  private static long[] kernel(Call c) {
    if (!c.hasAttribute("kernel_shape")) {
      throw c.refuse("attribute kernel_shape", "none");
    }
    return c.list("kernel_shape");
  }

  /** Without padding yet. */
  private static Window window(Call c, long[] kernel) {
    long[] ones = LongStream.generate(() -> 1).limit(kernel.length).toArray();
    return Window.of(ints(kernel))
        .strides(ints(c.list("strides", ones)))
        .dilations(ints(c.list("dilations", ones)));
  }

  private static Window padded(Call c, Window window) {
    String mode = c.text("auto_pad", "NOTSET");
    return switch (mode) {
      case "NOTSET" -> window.pads(ints(c.list("pads", new long[2 * window.rank()])));
      case "VALID" -> window;
      case "SAME_UPPER" -> window.same(c.shape(), true);
      case "SAME_LOWER" -> window.same(c.shape(), false);
      default -> throw c.refuse("auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER", mode);
    };
  }

  private static int[] ints(long... values) {
    return LongStream.of(values).mapToInt(Math::toIntExact).toArray();
  }
}
