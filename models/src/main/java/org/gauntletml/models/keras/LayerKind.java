package org.gauntletml.models.keras;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A kind of Keras layer whose import by Deeplearning4j was found to answer what Keras answers. With
 * some others it answers something else, and with activations of another rank than it expects it
 * writes outside its memory, so nothing else is let through.
 *
 * @param takes how many axes its input may have, without the batch
 * @param gives how many its result has; {@link #SAME} as its input
 */
record LayerKind(Set<Integer> takes, int gives) {
  static final int SAME = 0;

  private static final Set<Integer> ANY = Set.of(1, 2, 3);
  private static final Set<Integer> ROWS_OR_IMAGES = Set.of(1, 3);
  private static final Set<Integer> ROWS = Set.of(1);
  private static final Set<Integer> SERIES = Set.of(2);
  private static final Set<Integer> IMAGES = Set.of(3);

  /** By the names that Keras gives them. */
  static final Map<String, LayerKind> KNOWN = known();

  private static Map<String, LayerKind> known() {
    Map<String, LayerKind> known = new HashMap<>();
    put(known, ANY, SAME, "InputLayer", "Activation", "ReLU", "LeakyReLU", "ELU", "Softmax");
    put(known, ANY, SAME, "ThresholdedReLU", "Dropout", "GaussianNoise", "GaussianDropout");
    put(known, ANY, SAME, "AlphaDropout", "SpatialDropout1D", "SpatialDropout2D");
    put(known, ANY, 1, "Flatten");
    put(known, ROWS, SAME, "Dense");
    put(known, ROWS_OR_IMAGES, SAME, "BatchNormalization", "Concatenate");
    put(known, ROWS_OR_IMAGES, SAME, "Add", "Subtract", "Multiply", "Average", "Maximum");
    put(known, IMAGES, SAME, "Conv2D", "Conv2DTranspose", "SeparableConv2D");
    put(known, IMAGES, SAME, "MaxPooling2D", "AveragePooling2D", "ZeroPadding2D", "Cropping2D");
    put(known, IMAGES, 1, "GlobalMaxPooling2D", "GlobalAveragePooling2D");
    put(known, SERIES, SAME, "Conv1D", "MaxPooling1D");
    put(known, SERIES, 1, "GlobalMaxPooling1D", "GlobalAveragePooling1D");
    put(known, SERIES, 1, "LSTM", "SimpleRNN", "Bidirectional");
    return Map.copyOf(known);
  }

  private static void put(
      Map<String, LayerKind> known, Set<Integer> takes, int gives, String... names) {
    List.of(names).forEach(name -> known.put(name, new LayerKind(takes, gives)));
  }
}
