package org.gauntletml.harness.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.onnx.OnnxDescription;
import org.gauntletml.models.onnx.OnnxModel;
import org.gauntletml.models.onnx.OnnxNetwork;
import org.gauntletml.models.onnx.OnnxOptions;

/** A network in an ONNX file. */
record OnnxSource(OnnxNetwork network) implements ModelSource {
  @Override
  public String format() {
    return "ONNX";
  }

  @Override
  public Optional<List<Long>> inputShape(OnnxOptions options) {
    return network.inputShape(options.layout());
  }

  @Override
  public Wrapped wrap(InputSpec input, OnnxOptions options) {
    OnnxModel model = network.model(input, options);
    OnnxDescription description = model.description();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("operator set", String.valueOf(description.operatorSet()));
    facts.put("parameters", String.valueOf(description.parameters()));
    if (!description.producer().isEmpty()) {
      facts.put("written by", description.producer());
    }
    if (!description.notes().isEmpty()) {
      facts.put("on import", String.join("; ", description.notes()));
    }
    return new Wrapped(model, description.obstacle(), facts);
  }
}
