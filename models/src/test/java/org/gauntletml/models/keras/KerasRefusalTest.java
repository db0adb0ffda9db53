package org.gauntletml.models.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.wrapping.ImportOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be imported, or not rightly: one sentence says why and what to do. */
class KerasRefusalTest {
  @TempDir Path temp;

  private static void refused(Runnable reading, String... parts) {
    assertThatThrownBy(reading::run)
        .isInstanceOf(BadInput.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }

  private void refused(byte[] content, String... parts) throws IOException {
    Path file = Files.write(temp.resolve("net.h5"), content);
    refused(() -> KerasNetwork.read(file), parts);
    refused(() -> KerasNetwork.read(file), "net.h5");
  }

  @Test
  void missingForeignTruncatedOrDamaged() throws IOException {
    refused(() -> KerasNetwork.read(temp.resolve("none.h5")), "a model file, got no such file");
    refused(() -> KerasNetwork.read(temp), "a model file, got something else");
    refused("no HDF5 at all".getBytes(StandardCharsets.UTF_8), "got a file that is no HDF5");
    byte[] whole = Files.readAllBytes(KerasNetworkTest.resource("rows-keras2.h5"));
    for (int length : new int[] {8, 40, 3000}) {
      refused(Arrays.copyOf(whole, length), "an intact HDF5 file", "copied whole");
    }
    refused(Arrays.copyOf(whole, whole.length / 2), "expected 4 arrays of weights");
  }

  /** Any byte may be wrong: then the file is refused, or read as another network, and no more. */
  @Test
  void damageAnywhereIsNoCrash() throws IOException {
    byte[] whole = Files.readAllBytes(KerasNetworkTest.resource("flattened-keras2.h5"));
    for (int at = 8; at < whole.length; at += 97) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x55;
      Path file = Files.write(temp.resolve("net.h5"), damaged);
      try {
        assertThat(KerasNetwork.read(file)).isNotNull();
      } catch (BadInput refused) {
        assertThat(refused).hasMessageContaining("net.h5");
      }
    }
  }

  private static String layer(String kind, String settings) {
    return "{'class_name':'%s','config':{'name':'it'%s}}".formatted(kind, settings);
  }

  private static String stack(String... layers) {
    return """
    {'class_name':'Sequential','config':{'name':'s','layers':[
    {'class_name':'InputLayer','config':{'name':'x','batch_input_shape':[null,8,8,3]}},%s]}}
    """
        .formatted(String.join(",", layers));
  }

  private static void refusedJson(String version, String json, String... parts) {
    refused(() -> KerasConfiguration.of("net.h5", version, json.replace('\'', '"')), parts);
  }

  @Test
  void otherKindsOfModel() {
    refusedJson("1.2.2", stack(), "net.h5: expected a model of Keras 2 or 3, got one of Keras 1.2");
    refusedJson("2.15.0", "{'class_name':", "layers in well-formed JSON");
    refusedJson(
        "2.15.0",
        "{'class_name':'MyNet','config':{}}",
        "a Sequential or functional model",
        "MyNet");
    refusedJson("2.15.0", "{'class_name':'Sequential','config':[]}", "a model with layers");
    refusedJson(
        "2.15.0",
        "{'class_name':'Sequential','config':[" + layer("Dense", "") + "]}",
        "a first layer that tells the shape of its input");
    refusedJson(
        "3.1.0",
        "{'class_name':'Functional','config':{'layers':["
            + layer("Dense", "")
            + "],'input_layers':[['x',0,0],['y',0,0]],'output_layers':['z',0,0]}}",
        "one input and one output, got 2 in input_layers");
  }

  @Test
  void layersThatWouldBeImportedWrongly() {
    for (String kind :
        new String[] {"Lambda", "PReLU", "UpSampling2D", "Permute", "Sequential", "Rescaling"}) {
      refusedJson(
          "2.15.0",
          stack(layer(kind, "")),
          "layer 'it' (" + kind + "): expected a kind of layer that is imported right",
          "tf2onnx");
    }
    refusedJson("2.15.0", stack(layer("Dense", "")), "inputs with [1] axes", "got [3]");
    refusedJson("2.15.0", stack(layer("Conv2D", ",'groups':3")), "groups to be 1, got 3");
    refusedJson(
        "2.15.0",
        stack(layer("MaxPooling2D", ",'data_format':'channels_first'")),
        "data_format to be channels_last");
    refusedJson("2.15.0", stack(layer("BatchNormalization", ",'axis':[1]")), "the last axis");
    refusedJson(
        "3.0.0",
        stack(layer("Activation", ",'activation':'hard_sigmoid'")),
        "hard_sigmoid of Keras 3");
    refusedJson(
        "2.15.0",
        stack(layer("Conv2DTranspose", ",'kernel_size':[2,2],'strides':[3,3]")),
        "strides up to the size of the kernel");
  }

  @Test
  void anOutputThatIsNotThere() {
    refused(
        () ->
            KerasNetwork.read(KerasNetworkTest.resource("rows-keras2.h5"))
                .classifier(InputSpec.unit(6), ImportOptions.DEFAULT.output("nothing")),
        "network output: expected one of",
        "got nothing");
  }
}
