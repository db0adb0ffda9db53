package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.gauntletml.models.WrappedModel;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.slf4j.LoggerFactory;

class InspectCommandTest extends EvaluateFixture {
  private ExitStatus inspect(String... options) {
    recorded = new Recorded();
    List<String> words = new ArrayList<>(List.of("inspect"));
    words.addAll(List.of(options));
    ExitStatus status = new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(words);
    assertThat(recorded.out().lines()).allMatch(line -> line.length() <= 80);
    return status;
  }

  private static MultiLayerNetwork recurrent() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new SimpleRnn.Builder().nOut(4).activation(Activation.TANH).build())
                .layer(new GlobalPoolingLayer())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.recurrent(2, 5))
                .build());
    network.init();
    return network;
  }

  @Test
  void tellsWhatTheBundledModelIsAndChecksIt() {
    assertThat(inspect("--check")).as(recorded.err()).isEqualTo(ExitStatus.SUCCESS);
    assertThat(recorded.out())
        .containsPattern("(?m)^Model +fashion-mnist-cnn \\(bundled\\)$")
        .containsPattern("(?m)^format +Deeplearning4j MultiLayerNetwork$")
        .containsPattern("(?m)^input +\\[N,1,28,28\\] in \\[0.0, 1.0\\]$")
        .containsPattern("(?m)^classes +10$")
        .containsPattern("(?m)^parameters +80,202$")
        .containsPattern("(?m)^access +gradient$")
        .containsPattern("(?m)^runtime +onnxruntime$")
        .containsPattern("(?m)^layer0 +ConvolutionLayer +\\[N,16,24,24\\] +416$")
        .containsPattern("(?m)^answers against the original's +\\d.\\de-\\d\\d +1.0e-04 +ok$")
        .containsPattern("(?m)^gradient against finite differences .* 2.0e-03 +ok$")
        .containsPattern("(?m)^[1-8] directions, \\d.\\d\\d s$")
        .doesNotContain("because");
    assertThat(recorded.err()).isEmpty();
  }

  /** What is logged when this network is inspected. */
  private List<ILoggingEvent> logged(Path model) {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger("org.gauntletml");
    logger.addAppender(log);
    assertThat(inspect("--model", model.toString(), "--shape", "2,5"))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    logger.detachAppender(log);
    assertThat(log.list).allMatch(event -> event.getLevel().equals(Level.WARN));
    return log.list;
  }

  @Test
  void warnsOfANormalizerThatIsNotApplied() throws IOException {
    Path model = model(recurrent());
    ModelSerializer.addNormalizerToModel(model.toFile(), new ImagePreProcessingScaler(0, 1, 8));
    assertThat(logged(model))
        .extracting(ILoggingEvent::getFormattedMessage)
        .contains(
            model
                + ": it was saved with a normalizer, which is not applied; if its data is not"
                + " prepared already, give the same to --mean and --std"
                + " (ImportOptions.normalization)");
  }

  @Test
  void namesTheLayerThatTheEngineLacks() throws IOException {
    assertThat(logged(model(recurrent())))
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEqualTo(
            "layer layer0 (SimpleRnn): there is no translation for this kind of layer: the network"
                + " runs on Deeplearning4j's own layers, which is slow");
    assertThat(recorded.out())
        .containsPattern("(?m)^access +gradient$")
        .containsPattern("(?m)^runtime +Deeplearning4j's own layers$")
        .containsPattern(
            "(?m)^slow because +layer layer0 \\(SimpleRnn\\): there is no translation");
  }

  @Test
  void namesTheLayerThatHasNoGradient() throws IOException {
    Path model = model(withoutGradients());
    assertThat(inspect("--model", model.toString(), "--check"))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    assertThat(recorded.out())
        .containsPattern("(?m)^access +score$")
        .containsPattern("(?m)^no gradients because +layer layer0 \\(DenseLayer\\): the gradient")
        .containsPattern("(?m)^answers against the original's +\\d.\\de[-+]\\d\\d +1.0e-04 +ok$")
        .doesNotContain("finite differences");
  }

  @Test
  void refusesAShapeThatIsNone() throws IOException {
    Path model = model(recurrent());
    assertThat(inspect("--model", model.toString())).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err())
        .contains("--shape: expected the shape of one input, such as 3,32,32, got none");
    assertThat(inspect("--shape", "3,x")).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err()).contains("--shape: expected whole numbers between commas");
    assertThat(inspect("--shape", "3,28,28")).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err()).contains("expected a shape that the network accepts");
  }

  @Test
  void aFailedCheckEndsWithStatusOne() {
    recorded = new Recorded();
    SelfCheck off = new SelfCheck(1e-6, 0.5, 8, Duration.ofMillis(120));
    assertThat(InspectCommand.check(new Stub(off), 0, recorded.console()))
        .isEqualTo(ExitStatus.GATE_FAILED);
    assertThat(recorded.out())
        .containsPattern("(?m)^answers .* 1.0e-06 +1.0e-04 +ok$")
        .containsPattern("(?m)^gradient .* 5.0e-01 +2.0e-03 +WRONG$")
        .contains("8 directions, 0.12 s");
  }

  private record Stub(SelfCheck result) implements WrappedModel {
    @Override
    public ModelDescription description() {
      return new ModelDescription("none", 0, List.of(), "none", Optional.empty(), List.of());
    }

    @Override
    public SelfCheck check(long seed) {
      return result;
    }

    @Override
    public InputSpec input() {
      return InputSpec.unit(1);
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public int[] labels(INDArray x) {
      throw new IllegalStateException("nobody asks");
    }
  }
}
