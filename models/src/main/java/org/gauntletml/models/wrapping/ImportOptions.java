package org.gauntletml.models.wrapping;

import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.jspecify.annotations.Nullable;

/**
 * What a file does not tell about the model in it.
 *
 * @param normalization done before the model sees an input
 * @param layout of images; null takes it from the declared shape: three axes of which the last, and
 *     not the first, longer one is 1, 3 or 4 long are channels last
 * @param output name of the output that tells the classes; null takes the only one there is
 * @param runtime that computes the graph
 * @param threads that share a batch
 */
public record ImportOptions(
    Normalization normalization,
    @Nullable ImageLayout layout,
    @Nullable String output,
    RuntimeChoice runtime,
    int threads) {
  /** As the file says, on all cores. */
  public static final ImportOptions DEFAULT =
      new ImportOptions(
          Normalization.NONE,
          null,
          null,
          RuntimeChoice.AUTO,
          Runtime.getRuntime().availableProcessors());

  /**
   * @throws BadInput if {@code threads} is less than 1
   */
  public ImportOptions {
    if (threads < 1) {
      throw BadInput.of("threads", "1 or more", threads);
    }
  }

  public ImportOptions normalized(Normalization by) {
    return new ImportOptions(by, layout, output, runtime, threads);
  }

  public ImportOptions laidOut(ImageLayout as) {
    return new ImportOptions(normalization, as, output, runtime, threads);
  }

  public ImportOptions output(String name) {
    return new ImportOptions(normalization, layout, name, runtime, threads);
  }

  public ImportOptions on(RuntimeChoice choice, int sharing) {
    return new ImportOptions(normalization, layout, output, choice, sharing);
  }
}
