package org.gauntletml.models.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.ModelDescription;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Logits and their pullback through a {@link NativeNetwork}, in the units of the caller: inputs
 * {@code [N, shape...]} with images channels first, logits {@code [N, classes]}. Arrays are of the
 * network's type. DL4J's layers keep state between forward and backward, so one caller at a time is
 * let in, and a pass whose state another pass has overwritten is run again before its pullback.
 */
final class NativeModel {
  private static final int TRIAL = 2;

  /** Deeplearning4j's sentences list whole configurations. */
  private static final int LONGEST = 120;

  private final InferenceGraph graph;
  private final NativeNetwork network;
  private final Entrance entrance;
  private final LogitForm form;
  private @Nullable Pass latest;

  /**
   * @throws BadInput if the network does not accept such inputs or does not answer class scores
   */
  NativeModel(InferenceGraph graph, Entrance entrance) {
    this.graph = graph;
    this.network = new NativeNetwork(graph);
    this.entrance = entrance;
    this.form = LogitForm.of(graph.head(), trial(), TRIAL);
    network.forget();
  }

  InputSpec input() {
    return entrance.input();
  }

  LogitForm form() {
    return form;
  }

  /** Re-reads the parameters of the network this one was copied from. */
  synchronized void refresh() {
    latest = null;
    graph.refresh();
  }

  synchronized INDArray logits(INDArray x) {
    INDArray logits = detached(() -> form.logits(network.forward(own(x))));
    latest = null;
    network.forget();
    return logits;
  }

  /** The layers, in the order they run. */
  synchronized List<ModelDescription.Part> parts() {
    trial();
    network.forget();
    return graph.order().stream()
        .map(
            name ->
                new ModelDescription.Part(
                    name,
                    graph.kind(name),
                    shape(Objects.requireNonNull(network.shapes().get(name))),
                    parameters(graph.graph().getLayer(name))))
        .toList();
  }

  private static long parameters(@Nullable Layer layer) {
    return layer == null ? 0 : layer.numParams();
  }

  /** Time steps may have become rows: {@code [8N,4]}. */
  private static String shape(long[] trial) {
    long factor = trial[0] / TRIAL;
    return Arrays.stream(trial)
        .skip(1)
        .mapToObj(d -> "," + d)
        .collect(Collectors.joining("", factor == 1 ? "[N" : "[" + factor + "N", "]"));
  }

  /** {@link #logits} in FLOAT. */
  INDArray floatLogits(INDArray x) {
    return NativeLinearization.toFloat(logits(x));
  }

  /** Works outside any workspace that the caller may have opened. */
  @SuppressWarnings("try") // the resource is the scope itself
  private static INDArray detached(Supplier<INDArray> work) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return work.get();
    }
  }

  Pass linearize(INDArray x) {
    return new Pass(x);
  }

  /** A fresh copy of a batch in the network's type and image order. */
  INDArray own(INDArray x) {
    return entrance.own(x, graph.type());
  }

  private INDArray trial() {
    try {
      return trial(input().shape());
    } catch (RuntimeException refused) {
      throw BadInput.of("network input", "a shape that the network accepts", input())
          .hint(
              acceptsChannelsFirst()
                  ? "This looks like channels-last (NHWC) data; the model takes NCHW"
                  : "Deeplearning4j says: " + firstLine(refused));
    }
  }

  private INDArray trial(List<Long> shape) {
    InputSpec one = new InputSpec(shape, input().lower(), input().upper());
    double middle = (one.lower() + one.upper()) / 2;
    return network.forward(
        entrance.order().arrange(Nd4j.valueArrayOf(one.batch(TRIAL), middle, graph.type())));
  }

  /** Whether images of shape {@code [H,W,C]} would do as {@code [C,H,W]}. */
  private boolean acceptsChannelsFirst() {
    List<Long> shape = input().shape();
    if (shape.size() != 3) {
      return false;
    }
    try {
      trial(List.of(shape.get(2), shape.get(0), shape.get(1)));
      return true;
    } catch (RuntimeException refused) {
      return false;
    }
  }

  private static String firstLine(RuntimeException refused) {
    String line = String.valueOf(refused.getMessage()).lines().findFirst().orElse("nothing");
    String first = line.replaceFirst("[.:;] .*", "");
    return first.length() <= LONGEST ? first : first.substring(0, LONGEST) + "...";
  }

  /** One forward pass. */
  final class Pass {
    private final INDArray x;
    private final INDArray logits;

    private Pass(INDArray x) {
      this.x = x;
      synchronized (NativeModel.this) {
        this.logits = run();
      }
    }

    INDArray logits() {
      return logits;
    }

    /** Fresh, in the input's image order and the network's type. */
    INDArray pullback(INDArray dLogits) {
      synchronized (NativeModel.this) {
        if (latest != this) {
          run().close();
        }
        return detached(
            () -> entrance.back(network.backward(form.scores(dLogits.castTo(graph.type())))));
      }
    }

    void close() {
      synchronized (NativeModel.this) {
        if (latest == this) {
          latest = null;
          network.forget();
        }
      }
    }

    private INDArray run() {
      latest = null;
      INDArray fresh = detached(() -> form.logits(network.forward(own(x))));
      latest = this;
      return fresh;
    }
  }
}
