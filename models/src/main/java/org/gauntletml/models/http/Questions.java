package org.gauntletml.models.http;

import java.util.Arrays;
import java.util.List;
import org.gauntletml.models.BadInput;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One kind of question to an endpoint, as requests, and what its answers must be like.
 *
 * @param output asked for by name; empty asks for whatever there is
 * @param shape of one input as the model takes it
 */
record Questions(Endpoint endpoint, Metadata metadata, String output, List<Long> shape) {
  /** The protocol's JSON. Values are written so that they are read back as the same floats. */
  private record Request(List<Tensor> inputs) {}

  private record RequestOf(List<Tensor> inputs, List<Named> outputs) {}

  private record Tensor(String name, String datatype, long[] shape, double[] data) {}

  private record Named(String name) {}

  /** The body of a request. */
  byte[] request(List<float[]> rows) {
    int features = rows.get(0).length;
    double[] data = new double[rows.size() * features];
    for (int i = 0; i < data.length; i++) {
      data[i] = rows.get(i / features)[i % features];
    }
    long[] dims = new long[shape.size() + 1];
    Arrays.setAll(dims, i -> i == 0 ? rows.size() : shape.get(i - 1));
    List<Tensor> inputs = List.of(new Tensor(metadata.input(), metadata.datatype(), dims, data));
    return JsonMapper.shared()
        .writeValueAsBytes(
            output.isEmpty()
                ? new Request(inputs)
                : new RequestOf(inputs, List.of(new Named(output))));
  }

  /**
   * What was answered.
   *
   * @param version of the model that did; empty where it does not tell
   * @param output that tells the classes
   * @param rows one per input
   */
  record Answer(String version, Tensors.Declared output, double[][] rows) {}

  /**
   * Reads an answer.
   *
   * @throws BadInput if it is not one row of numbers per input
   */
  Answer read(byte[] body, int rows, List<SecretHeader> secrets) {
    String who = endpoint.toString();
    JsonNode tree = Tensors.object(who, body, secrets);
    List<Tensors.Sent> outputs = Tensors.outputs(who, tree);
    Tensors.Declared told =
        Tensors.choose(who, outputs.stream().map(Tensors.Sent::declared).toList(), output);
    double[] values =
        outputs.stream()
            .filter(each -> each.declared().equals(told))
            .findFirst()
            .orElseThrow()
            .values();
    String where = who + ", output '" + told.name() + "'";
    long size = told.shape().stream().reduce(1L, (a, b) -> a * b);
    boolean row = told.shape().stream().skip(1).filter(d -> d != 1).count() <= 1;
    if (told.shape().isEmpty() || told.shape().get(0) != rows || !row || size < rows) {
      throw BadInput.of(
              where,
              "one row of scores, or one label, for each of " + rows + " inputs",
              "shape " + told.shape())
          .hint(
              rows > 1
                  ? "If it takes one input at a time, give --endpoint-batch 1"
                  : "Gauntlet attacks classifiers; check which model this is");
    }
    if (values.length != size) {
      throw BadInput.of(where, size + " values, as its shape says", values.length + " values");
    }
    double[][] each = new double[rows][];
    int width = values.length / rows;
    Arrays.setAll(each, n -> Arrays.copyOfRange(values, n * width, (n + 1) * width));
    return new Answer(tree.path("model_version").asString(""), told, each);
  }

  /** The same questions for this output alone. */
  Questions about(String name) {
    return new Questions(endpoint, metadata, name, shape);
  }
}
