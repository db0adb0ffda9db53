package org.gauntletml.models.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Small networks, one or more for every kind of layer, with random parameters in every role. */
final class Zoo {
  /** Through DL4J's layers, as a translated graph, both, or without gradients. */
  enum Ways {
    NATIVE,
    GRAPH,
    BOTH,
    SCORES;

    boolean include(Ways way) {
      return this == BOTH || this == way;
    }
  }

  /** Makes a network of a data type. */
  interface Maker {
    Specimen make(DataType type);
  }

  /** A network to wrap and the function it must agree with. */
  record Specimen(
      Dl4jNetwork network,
      ComputationGraphConfiguration conf,
      UnaryOperator<INDArray> output,
      INDArray parameters) {}

  /**
   * @param ways in which right gradients are expected
   */
  record Species(String name, InputSpec input, Ways ways, Maker maker) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** DL4J's own backward pass fails or is wrong. */
  private static final Set<String> GRAPH_ONLY =
      Set.of(
          "activation precise gelu",
          "activation RRELU",
          "activation elu with alpha",
          "conv 1d, steps first",
          "pool helper",
          "output over one step",
          "loss over one step");

  /** There is no translation. */
  private static final Set<String> NATIVE_ONLY =
      Set.of(
          "lstm",
          "graves lstm",
          "bidirectional graves lstm",
          "masking zeros",
          "time distributed",
          "frozen with backprop",
          "variational autoencoder",
          "deconvolution 3d",
          "rows to volumes to rows",
          "stacked and taken apart",
          "one row for all steps",
          "bidirectional simple rnn",
          "conv 3d",
          "conv 3d same",
          "pool 3d MAX",
          "pool 3d AVG",
          "padding, upsampling and cropping 3d");

  /** Deeplearning4j's gradients are wrong and there is no translation. */
  private static final Set<String> NO_GRADIENT =
      Set.of(
          "dilated max pool",
          "self attention",
          "recurrent attention",
          "attention vertex",
          "embedding",
          "embedding sequence",
          "locally connected 1d",
          "locally connected 2d",
          "capsules",
          "loss over one voxel");

  private final List<Species> all = new ArrayList<>();

  private Zoo() {}

  static List<Species> all() {
    Zoo zoo = new Zoo();
    RowSpecies.addTo(zoo);
    ImageSpecies.addTo(zoo);
    ChannelsLastSpecies.addTo(zoo);
    SeriesSpecies.addTo(zoo);
    VolumeSpecies.addTo(zoo);
    GraphSpecies.addTo(zoo);
    RareSpecies.addTo(zoo);
    ReshapingSpecies.addTo(zoo);
    return zoo.all;
  }

  private static Ways ways(String name) {
    if (NO_GRADIENT.contains(name)) {
      return Ways.SCORES;
    }
    return GRAPH_ONLY.contains(name)
        ? Ways.GRAPH
        : NATIVE_ONLY.contains(name) ? Ways.NATIVE : Ways.BOTH;
  }

  static List<Species> all(Ways way) {
    return all().stream().filter(s -> s.ways.include(way)).toList();
  }

  void stack(String name, InputType type, InputSpec input, Layer... layers) {
    all.add(
        new Species(
            name,
            input,
            ways(name),
            dataType -> {
              NeuralNetConfiguration.ListBuilder builder =
                  new NeuralNetConfiguration.Builder().seed(11).dataType(dataType).list();
              for (Layer layer : layers) {
                builder.layer(layer.clone());
              }
              MultiLayerNetwork net = new MultiLayerNetwork(builder.setInputType(type).build());
              net.init();
              fill(net.params());
              for (var layer : net.getLayers()) {
                layer.paramTable().forEach(Zoo::fillStatistics);
              }
              return new Specimen(
                  Dl4jNetwork.of(net),
                  GraphForm.of(net.getLayerWiseConfigurations()),
                  x -> net.output(x, false),
                  net.params());
            }));
  }

  void graph(String name, InputType type, InputSpec input, UnaryOperator<GraphBuilder> body) {
    all.add(
        new Species(
            name,
            input,
            ways(name),
            dataType -> {
              GraphBuilder builder =
                  new NeuralNetConfiguration.Builder()
                      .seed(11)
                      .dataType(dataType)
                      .graphBuilder()
                      .addInputs("in")
                      .setInputTypes(type)
                      .setOutputs("out");
              ComputationGraph net = new ComputationGraph(body.apply(builder).build());
              net.init();
              fill(net.params());
              for (var layer : net.getLayers()) {
                layer.paramTable().forEach(Zoo::fillStatistics);
              }
              return new Specimen(
                  Dl4jNetwork.of(net),
                  GraphForm.of(net.getConfiguration()),
                  x -> net.outputSingle(false, x),
                  net.params());
            }));
  }

  /** Zero biases and unit gammas would hide mistakes. */
  private static void fill(INDArray parameters) {
    SplittableRandom random = new SplittableRandom(5);
    for (long i = 0; i < parameters.length(); i++) {
      parameters.putScalar(i, random.nextDouble(-0.6, 0.6));
    }
  }

  /** Running statistics that are neither 0 nor 1, and variances that are positive. */
  private static void fillStatistics(String name, INDArray values) {
    if (name.equals("var")) {
      values.assign(
          Nd4j.linspace(values.dataType(), 0.3, 0.4, values.length()).reshape(values.shape()));
    }
  }
}
