package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.backend.NativeSettings;
import org.gauntletml.models.dl4j.Dl4jClassifier;
import org.gauntletml.models.kit.ResidentMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/** Arrays live off the Java heap, where nothing but care keeps a long evaluation from growing. */
@EnabledOnOs(OS.LINUX)
class MemoryTest {
  private static final InputSpec INPUT = InputSpec.unit(1, 28, 28);

  /** A tenth is for compiled code and the like; arrays that nobody freed were a half. */
  @Test
  void twoHundredRepetitionsStayInTheMemoryOfTheFirstFew() throws Exception {
    List<Long> resident = ResidentMemory.during(MemoryTest.class);
    assertThat(resident).hasSize(2);
    assertThat(resident.get(1)).isLessThanOrEqualTo((long) (1.1 * resident.get(0)));
  }

  /** The repetitions. */
  public static void main(String[] arguments) throws IOException {
    NativeSettings.prepare();
    DifferentiableClassifier model = Dl4jClassifier.of(network(), INPUT);
    int[] rows = IntStream.range(0, 16).toArray();
    List<String> ids = IntStream.of(rows).mapToObj(String::valueOf).toList();
    INDArray inputs =
        RandomStreams.of(1, "inputs", ids)
            .draw(
                rows,
                INPUT,
                (x, random) -> {
                  for (int i = 0; i < x.length; i++) {
                    x[i] = random.nextFloat();
                  }
                });
    Trial trial =
        new Trial(
            model,
            new Batch(inputs, model.labels(inputs), ids),
            ThreatModel.within(Norm.L2, Epsilon.of(0.01)),
            new Criterion.Untargeted(),
            Budget.exhaustive());
    Pgd pgd = new Pgd(Norm.L2, new CrossEntropy(), 5, StepRule.travel(2), true, 1);

    for (int i = 0; i < 100; i++) {
      trial.run(pgd, i);
    }
    ResidentMemory.report(System.out);
    for (int i = 0; i < 200; i++) {
      trial.run(pgd, i);
    }
    ResidentMemory.report(System.out);
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0))
                .list()
                .layer(
                    new ConvolutionLayer.Builder(5, 5).nOut(8).activation(Activation.RELU).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    network.init();
    return network;
  }
}
